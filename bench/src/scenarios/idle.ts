import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import { Connection } from '../load/connection.ts'
import { difference } from '../report/measure.ts'
import { readCpuSeconds, readResidentBytes } from '../server/process-usage.ts'
import type { ServerUnderTest } from '../server/server-under-test.ts'
import type { Scenario } from './scenario.ts'

const connectionCount = 1000
const documentCount = 100
/** Who come and go first, so that what the server holds once and for all is not counted. */
const warmUpCount = 200
/** Clients that join at the same time. */
const batch = 20
/** After the last one came or left, until memory is read; shorter than the time that an empty room stays loaded. */
const settleMs = 5_000
const seconds = 10

/** People who have a document open and do nothing. */
export const idle: Scenario = {
  title: `${connectionCount.toLocaleString('en')} idle connections, ${documentCount} documents, ${seconds} s`,
  async run(server) {
    const documentIds: string[] = []
    while (documentIds.length < documentCount) documentIds.push(await server.addDocument())
    for (const connection of await join(server, documentIds, warmUpCount)) connection.close()
    const bytesBefore = await readSettledBytes(server)
    const connections = await join(server, documentIds, connectionCount)
    const bytesAfter = await readSettledBytes(server)
    const cpuBefore = readCpuSeconds(server.pid)
    await pause(seconds * 1000)
    const cpuAfter = readCpuSeconds(server.pid)
    const lost = connections.filter((connection) => !connection.isOpen).length
    if (lost > 0) throw new Error(`the server ended ${lost} idle connections`)
    for (const connection of connections) connection.close()
    const bytes = difference(bytesBefore, bytesAfter)
    return [
      {
        name: 'server memory (RSS) per connection',
        value: bytes && bytes / connectionCount / 1000,
        unit: 'KB',
        bar: 8,
      },
      { name: 'server CPU', value: difference(cpuBefore, cpuAfter), unit: 's' },
    ]
  },
}

async function readSettledBytes(server: ServerUnderTest): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined
  await pause(settleMs)
  await server.collectGarbage()
  return readResidentBytes(server.pid)
}

async function join(server: ServerUnderTest, documentIds: string[], count: number): Promise<Connection[]> {
  const connections: Connection[] = []
  while (connections.length < count) {
    const size = Math.min(batch, count - connections.length)
    const joining = Array.from({ length: size }, async (_, index) => {
      const documentId = documentIds[(connections.length + index) % documentIds.length] ?? ''
      return await Connection.open(await server.invite(documentId), new Y.Doc())
    })
    connections.push(...(await Promise.all(joining)))
  }
  return connections
}
