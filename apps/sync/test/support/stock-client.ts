import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

export type Stock = {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  /** Codes of the connections that ended, in order. */
  readonly closes: number[]
  /** The code after which the provider gave up. */
  readonly stoppedBy: number | undefined
}

/** The published y-websocket provider, as it is, with a ticket in its query. `renew`: a ticket for the next attempt. */
export function createStock(
  wsUrl: string,
  documentId: string,
  ticket: string,
  doc = new Y.Doc(),
  renew?: () => Promise<string>,
): Stock {
  const closes: number[] = []
  let stoppedBy: number | undefined
  const provider = new WebsocketProvider(wsUrl, documentId, doc, {
    params: { ticket },
    WebSocketPolyfill: WebSocket as never,
    disableBc: true,
  })
  provider.on('connection-close', (event) => {
    closes.push(event?.code ?? 0)
    void renew?.().then((next) => {
      provider.params.ticket = next
    })
  })
  provider.on('closed', ({ code }) => {
    stoppedBy = code
  })
  return {
    doc,
    provider,
    closes,
    get stoppedBy() {
      return stoppedBy
    },
  }
}
