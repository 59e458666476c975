import {
  carryByWebSocket,
  createDocumentConnection,
  type DocumentConnection,
  type TransportName,
} from '@duplex/protocol/client'
import { WebSocket } from 'ws'
import type * as Y from 'yjs'
import type { Invitation } from '../server/server-under-test.ts'

export type ClientParts = {
  readonly doc: Y.Doc
  readonly invitation: Invitation
  readonly transport: TransportName
  readonly fetch: typeof fetch
}

const joinLimitMs = 30_000

/** Joins with the client that pages have. Resolves when the document is there; an invitation is good for one attempt. */
export async function joinAsPage({ doc, invitation, transport, fetch }: ClientParts): Promise<DocumentConnection> {
  const { url, protocols } = invitation
  let tickets = 0
  const connection = createDocumentConnection({
    doc,
    documentId: url.slice(url.lastIndexOf('/') + 1),
    fetchTicket: async () =>
      tickets++ === 0 ? { kind: 'ticket', url, protocols: [...protocols] } : { kind: 'refused', cause: 'signedOut' },
    openSocket: carryByWebSocket(WebSocket),
    fetch,
    transport,
    takeHeldSlot: async () => true,
  })
  await new Promise<void>((resolve, reject) => {
    const deadline = setTimeout(() => settle(() => reject(new Error('a client did not join'))), joinLimitMs)
    const unsubscribe = connection.status.subscribe(() => look())
    const settle = (how: () => void) => {
      clearTimeout(deadline)
      unsubscribe()
      how()
    }
    function look(): void {
      const status = connection.status.getSnapshot()
      if (status.kind === 'live' && status.synced) settle(resolve)
      else if (status.kind === 'stopped')
        settle(() => reject(new Error('a client could not join at the first attempt')))
    }
    look()
  })
  return connection
}

/** Whether the one attempt still lasts. */
export function isLive(connection: DocumentConnection): boolean {
  return connection.status.getSnapshot().kind === 'live'
}
