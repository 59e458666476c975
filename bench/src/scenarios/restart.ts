import * as Y from 'yjs'
import { Connection } from '../load/connection.ts'
import { joinInBatches } from '../load/join-in-batches.ts'
import { difference } from '../report/measure.ts'
import { readCpuSeconds } from '../server/process-usage.ts'
import type { Scenario } from './scenario.ts'

const clientCount = 500
const documentCount = 50

/** The server is killed while people have documents open; all of them come back in the same moment. */
export const restart: Scenario = {
  title: `${clientCount} people in ${documentCount} documents come back after kill -9`,
  // What they had would be gone.
  without: ['@y/websocket-server', 'Hocuspocus', 'ws relay'],
  async run(server) {
    if (!server.crash) throw new Error('a server that stores nothing cannot be restarted')
    const documentIds: string[] = []
    while (documentIds.length < documentCount) documentIds.push(await server.addDocument())
    await joinInBatches(server, documentIds, clientCount)
    const again = await server.crash()
    try {
      const invitations = await Promise.all(
        Array.from({ length: clientCount }, (_, i) => again.invite(documentIds[i % documentCount] ?? '')),
      )
      const cpuBefore = readCpuSeconds(again.pid)
      const begin = performance.now()
      const back = await Promise.all(invitations.map((invitation) => Connection.open(invitation, new Y.Doc())))
      const ms = performance.now() - begin
      const cpuAfter = readCpuSeconds(again.pid)
      for (const connection of back) connection.close()
      return [
        { name: 'until all are in sync', value: ms, unit: 'ms', bar: 5_000 },
        { name: 'server CPU', value: difference(cpuBefore, cpuAfter), unit: 's' },
      ]
    } finally {
      await again.stop()
    }
  },
}
