import type { WireReport } from '@duplex/protocol'
import type { PageCount } from './page-count.ts'

/**
 * What the server counted on a connection, heads and handshakes with it, and what the page counted on the same up to
 * the same moment.
 */
export type Audit = {
  readonly server: WireReport['totals']
  readonly page: PageCount
  /** Requests that the page had made when it asked. */
  readonly requestsBefore: number
  /** Bytes of the handshake, as the server told them; undefined of a visit. */
  readonly handshake: { readonly up: number; readonly down: number } | undefined
}

/** `page`: from the beginning of the connection up to the report. */
export function toAudit({ totals, records }: WireReport, page: PageCount, requestsBefore: number): Audit {
  const handshake = records.find((record) => record.kind === 'handshake')
  return {
    server: totals,
    page,
    requestsBefore,
    handshake: handshake && { up: handshake.requestBytes, down: handshake.answerBytes },
  }
}

/** Control frames hold nothing here: a ping of the server is a header, and a pong of a browser a header with its mask. */
const pingBytes = 2
const pongBytes = 6

/**
 * Whether page and server counted the same. Messages have to be the same to the last one. So have the bytes of a
 * WebSocket, with its handshake and its pings; those of requests have heads that only the server sees, so that the
 * bodies are the less. Of requests the server knows those that were made before it was asked, but for one that was on
 * its way, and none that was made after it had told.
 */
export function isSameCount({ server, page, requestsBefore, handshake }: Audit): boolean {
  const isEveryMessage = server.messagesIn === page.messagesUp && server.messagesOut === page.messagesDown
  if (handshake === undefined) {
    const isEveryRequest = server.requests >= requestsBefore - 1 && server.requests <= page.requests
    return isEveryMessage && isEveryRequest && server.bytesIn > page.bytesUp && server.bytesOut > page.bytesDown
  }
  const up = page.bytesUp + handshake.up + (server.framesIn - server.messagesIn) * pongBytes
  const down = page.bytesDown + handshake.down + (server.framesOut - server.messagesOut) * pingBytes
  return isEveryMessage && server.bytesIn === up && server.bytesOut === down
}
