import { type CloseName, type CloseVerdict, closeNameOf, closeTable, verdictOf } from '../close-codes.ts'
import type { EndCause } from './status.ts'
import type { TicketAnswer } from './ticket-answer.ts'

/** Why an attempt or a connection ended, and what follows from it. `reason` is the close frame's, or empty. */
export type Ending = { readonly cause: EndCause; readonly verdict: CloseVerdict; readonly reason: string }

/** No ticket, or no socket. An attempt asks for a ticket before long, so a lasting "no" is learned from its answer. */
export const unreachable: Ending = { cause: 'unreachable', verdict: 'retry', reason: '' }

/** The client hangs up by itself to exchange the whole state. */
export const resync: Ending = { cause: 'resync', verdict: 'retry', reason: '' }

export function endingOf(name: CloseName): Ending {
  return { cause: name, verdict: closeTable[name].verdict, reason: '' }
}

export function endingOfClose({ code, reason }: { code: number; reason: string }): Ending {
  return { cause: closeNameOf(code) ?? 'unlisted', verdict: verdictOf(code), reason }
}

/** Web gave no ticket. */
export function endingOfRefusal({ cause, retryAfterMs }: Extract<TicketAnswer, { kind: 'refused' }>): Ending {
  return { ...endingOf(cause), reason: retryAfterMs === undefined ? '' : `retry in ${retryAfterMs} ms` }
}

/** A refused ticket that is older than this has probably expired on the way (a laptop slept): ask for another. */
export const staleTicketMs = 30_000

/**
 * An attempt ended whose ticket was `ageMs` old. Where it was refused, it may have been used by a request that somebody
 * repeated on the way: only web knows who is signed in.
 */
export function doubtTicket(ending: Ending, ageMs: number): Ending {
  if (ending.cause !== 'signedOut') return ending
  return { ...ending, verdict: ageMs > staleTicketMs ? 'retry' : 'retry-once' }
}

/** Something broke the protocol, on whichever side. */
export function isNonsense({ cause, verdict }: Ending): boolean {
  return verdict === 'retry-once' && cause !== 'signedOut'
}
