import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { type Api, Problem, takeTicket } from './api.ts'

const firstBoundMs = 500
const lastBoundMs = 15_000

/** How a connection ended; `code` as in a close frame, 1006 where there was none. */
type Close = { readonly code: number; readonly reason: string }

/**
 * Keeps `doc` equal to the document on the server, over an unmodified y-websocket provider. Resolves when the server
 * says for good that this person may not, or no longer, see it (4400 to 4499).
 *
 * A ticket is good for one connection, so this connects by itself each time, instead of letting the provider.
 *
 * @throws {Problem} where the server gives no ticket, for a reason that time does not heal.
 */
export async function followDocument(api: Api, id: string, doc: Y.Doc): Promise<Close> {
  for (let failures = 0; ; failures++) {
    const close = await connectOnce(api, id, doc, () => {
      failures = 0
    })
    if (close.code >= 4400 && close.code <= 4499) return close
    // A server that is busy or restarts names a time in the reason, as "retry in 1500 ms".
    const namedMs = Number(/(\d+) ms\b/.exec(close.reason)?.[1] ?? 0)
    await pause(namedMs + Math.random() * Math.min(lastBoundMs, firstBoundMs * 2 ** failures))
  }
}

async function connectOnce(api: Api, id: string, doc: Y.Doc, onSynced: () => void): Promise<Close> {
  let access: { url: string; ticket: string }
  try {
    access = await takeTicket(api, id)
  } catch (error) {
    if (error instanceof Problem && error.status < 500 && error.status !== 429) throw error
    return { code: 1006, reason: error instanceof Problem ? `${error.retryAfterMs} ms` : '' }
  }
  const provider = new WebsocketProvider(access.url, id, doc, {
    params: { ticket: access.ticket },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  provider.on('sync', (isSynced) => {
    if (isSynced) onSynced()
  })
  // The provider hangs up by itself, without a close event, when it has heard nothing for 30 s.
  const close = await new Promise<Close>((resolve) => {
    provider.on('connection-close', (event) => resolve({ code: event?.code ?? 1006, reason: event?.reason ?? '' }))
  })
  provider.destroy()
  return close
}
