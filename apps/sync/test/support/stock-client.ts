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

/** The published y-websocket provider, as it is, with a ticket in its query. `renew`: a ticket for a later attempt. */
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
  // Order: the provider takes the ticket in a timer, which a busy machine may run before a new one is signed.
  let spare: string | undefined
  const prepare = () =>
    void renew?.().then((next) => {
      spare = next
    })
  prepare()
  provider.on('connection-close', (event) => {
    closes.push(event?.code ?? 0)
    if (spare !== undefined) provider.params.ticket = spare
    prepare()
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
