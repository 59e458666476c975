import { ticketProtocols } from '@duplex/protocol'
import {
  type ConnectionStatus,
  carryByWebSocket,
  createDocumentConnection,
  type DocumentConnection,
  type DocumentConnectionOptions,
  type PageSignal,
} from '@duplex/protocol/client'
import { WebSocket } from 'ws'
import type * as Y from 'yjs'

/** Our client, as a page has it. */
export type Page = {
  readonly doc: Y.Doc
  readonly connection: DocumentConnection
  status(): ConnectionStatus
  signal(signal: PageSignal): void
}

/** `ticket`: a new one for each attempt. `more`: what else the connection is to be. */
export function openPage(
  wsUrl: string,
  documentId: string,
  doc: Y.Doc,
  ticket: () => Promise<string>,
  more: Partial<DocumentConnectionOptions> = {},
): Page {
  let signal: Page['signal'] = () => undefined
  const connection = createDocumentConnection({
    doc,
    documentId,
    fetchTicket: async () => ({
      kind: 'ticket',
      url: `${wsUrl}/${documentId}`,
      protocols: ticketProtocols(await ticket()),
    }),
    openSocket: carryByWebSocket(WebSocket),
    page: {
      isOnline: () => true,
      isVisible: () => true,
      subscribe(listener) {
        signal = listener
        return () => undefined
      },
    },
    ...more,
  })
  return { doc, connection, status: () => connection.status.getSnapshot(), signal: (name) => signal(name) }
}

/** The page says that everything is stored. */
export function saysStored(page: Page): boolean {
  const status = page.status()
  return status.kind === 'live' && status.synced && status.outbox.safety === 'stored'
}
