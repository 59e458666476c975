import { setTimeout as pause } from 'node:timers/promises'
import { joinInBatches } from '../load/join-in-batches.ts'
import { difference } from '../report/measure.ts'
import { readCpuSeconds } from '../server/process-usage.ts'
import { readSettledBytes } from '../server/settled-bytes.ts'
import type { Scenario } from './scenario.ts'

const connectionCount = 1000
const documentCount = 100
/** Who come and go first, so that what the server holds once and for all is not counted. */
const warmUpCount = 200
/** After the last one came or left, until memory is read; shorter than the time that an empty room stays loaded. */
const settleMs = 3_000
const seconds = 10

/** People who have a document open and do nothing. */
export const idle: Scenario = {
  title: `${connectionCount.toLocaleString('en')} idle connections, ${documentCount} documents, ${seconds} s`,
  without: ['Hocuspocus, 16'],
  async run(server) {
    const documentIds: string[] = []
    while (documentIds.length < documentCount) documentIds.push(await server.addDocument())
    for (const connection of await joinInBatches(server, documentIds, warmUpCount)) connection.close()
    const bytesBefore = await readSettledBytes(server, settleMs)
    const connections = await joinInBatches(server, documentIds, connectionCount)
    const bytesAfter = await readSettledBytes(server, settleMs)
    const cpuBefore = readCpuSeconds(server.pid)
    await pause(seconds * 1000)
    const cpuAfter = readCpuSeconds(server.pid)
    const lost = connections.filter((connection) => !connection.isOpen).length
    if (lost > 0) throw new Error(`the server ended ${lost} idle connections`)
    for (const connection of connections) connection.close()
    const bytes = difference(bytesBefore.resident, bytesAfter.resident)
    return [
      {
        name: 'server memory (RSS) per connection',
        value: bytes && bytes / connectionCount / 1000,
        unit: 'KB',
        bar: 8,
      },
      {
        name: 'memory in use per connection',
        value: (bytesAfter.used - bytesBefore.used) / connectionCount / 1000,
        unit: 'KB',
      },
      { name: `server CPU, ${seconds} s`, value: difference(cpuBefore, cpuAfter), unit: 's' },
    ]
  },
}
