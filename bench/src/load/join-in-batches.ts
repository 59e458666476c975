import * as Y from 'yjs'
import type { ServerUnderTest } from '../server/server-under-test.ts'
import { Connection } from './connection.ts'

/** Clients that join at the same time. */
const batch = 20

/** Opens `count` connections, to each of the documents in turn. */
export async function joinInBatches(
  server: ServerUnderTest,
  documentIds: readonly string[],
  count: number,
): Promise<Connection[]> {
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
