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
  /** Of one document, one for each attempt to join. */
  readonly invitations: readonly Invitation[]
  readonly transport: TransportName
  readonly fetch: typeof fetch
}

const joinLimitMs = 30_000

/** Joins with the client that pages have. Resolves when the document is there; who falls out later stays out. */
export async function joinAsPage({ doc, invitations, transport, fetch }: ClientParts): Promise<DocumentConnection> {
  const left = [...invitations]
  const connection = createDocumentConnection({
    doc,
    documentId: left[0]?.url.split('/').at(-1) ?? '',
    fetchTicket: async () => {
      const invitation = left.shift()
      if (invitation === undefined) return { kind: 'refused', cause: 'signedOut' }
      return { kind: 'ticket', url: invitation.url, protocols: [...invitation.protocols] }
    },
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
      else if (status.kind === 'stopped') settle(() => reject(new Error('a client could not join')))
    }
    look()
  })
  left.length = 0
  return connection
}

/** Whether it is connected, and always was. */
export function isLive(connection: DocumentConnection): boolean {
  return connection.status.getSnapshot().kind === 'live'
}
