import type { WireTotals } from '../../inspection.ts'
import type { Carriage, Direction } from './carriage.ts'
import type { SightName } from './sight.ts'
import type { Deed, HandshakeRow } from './wire-row.ts'

type Tally = { messages: number; bytes: number }
export type KindTally = { readonly in: Tally; readonly out: Tally }

/** What passed while somebody watched, by kind. Bytes are those of messages and, on a WebSocket, of their frames. */
export class WireSums {
  readonly kinds = new Map<SightName, KindTally>()
  /** Characters that this page inserted or deleted, as far as its updates say. */
  keystrokes = 0

  count(name: SightName, direction: Direction, bytes: number): void {
    const tally = this.kinds.get(name) ?? { in: { messages: 0, bytes: 0 }, out: { messages: 0, bytes: 0 } }
    this.kinds.set(name, tally)
    tally[direction].messages++
    tally[direction].bytes += bytes
  }

  countDeeds(deeds: readonly Deed[]): void {
    for (const deed of deeds) {
      if (deed.kind === 'insert' || deed.kind === 'delete') this.keystrokes += deed.length
    }
  }

  /** Both ways, without what the inspection itself costs; undefined before the first keystroke. */
  get bytesPerKeystroke(): { readonly updates: number; readonly everything: number } | undefined {
    if (this.keystrokes === 0) return undefined
    const inspection = new Set<SightName>(['inspect', 'report'])
    const counted = [...this.kinds].filter(([name]) => !inspection.has(name))
    const everything = counted.reduce((sum, [, tally]) => sum + tally.in.bytes + tally.out.bytes, 0)
    const updates = this.kinds.get('update')?.out.bytes ?? 0
    return { updates: updates / this.keystrokes, everything: everything / this.keystrokes }
  }
}

/** Bytes of a carriage, as its two ends count them. Directions are the page's. */
export type Comparison = {
  readonly server: WireTotals
  /** Undefined where the page cannot know: headers of a visit's requests, and what passed before it was told of a handshake. */
  readonly page: { readonly bytesIn: number; readonly bytesOut: number } | undefined
}

/** A ping of ours has no payload; a page masks its pong. */
const pingBytes = 2
const pongBytes = 6

/**
 * What the page counts against `server`, at the moment that its report is about. `reportBytes`: of the message that
 * brought it, with its frame. `outBytes`: what the page had sent with its message number `server.messagesIn`.
 */
export function compareTotals(
  server: WireTotals,
  carriage: Carriage,
  handshake: HandshakeRow['server'],
  reportBytes: number,
  outBytes: number | undefined,
): Comparison {
  if (carriage.kind === 'visit' || handshake === undefined || outBytes === undefined) return { server, page: undefined }
  const controlsIn = server.framesOut - server.messagesOut
  const controlsOut = server.framesIn - server.messagesIn
  const { bytes, headerBytes } = carriage.in
  return {
    server,
    page: {
      bytesIn: handshake.answerBytes + bytes + headerBytes - reportBytes + controlsIn * pingBytes,
      bytesOut: handshake.requestBytes + outBytes + controlsOut * pongBytes,
    },
  }
}
