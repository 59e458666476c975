import * as Y from 'yjs'
import type { Invitation } from '../server/server-under-test.ts'
import { Connection } from './connection.ts'
import type { Writer } from './writer.ts'

/** Joins as somebody who only reads, and tells each writer which of its letters have come. */
export async function joinReader(invitation: Invitation, writers: readonly Writer[]): Promise<Connection> {
  const byClientId = new Map(writers.map((writer) => [writer.clientId, writer]))
  return await Connection.open(invitation, new Y.Doc(), {
    onUpdate(update) {
      for (const { id, length } of Y.decodeUpdate(update).structs) {
        byClientId.get(id.client)?.hearSeen(id.clock + length)
      }
    },
  })
}
