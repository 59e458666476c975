import { type CloseName, type CloseVerdict, closeNameOf, closeTable, verdictOf } from '../close-codes.ts'
import type { EndCause } from './status.ts'

/** Why an attempt or a connection ended, and what follows from it. `reason` is the close frame's, or empty. */
export type Ending = { readonly cause: EndCause; readonly verdict: CloseVerdict; readonly reason: string }

/** No ticket, or no socket. Each attempt asks for a ticket first, so a lasting "no" is learned from its answer. */
export const unreachable: Ending = { cause: 'unreachable', verdict: 'retry', reason: '' }

/** The client hangs up by itself to exchange the whole state. */
export const resync: Ending = { cause: 'resync', verdict: 'retry', reason: '' }

export function endingOf(name: CloseName): Ending {
  return { cause: name, verdict: closeTable[name].verdict, reason: '' }
}

export function endingOfClose({ code, reason }: { code: number; reason: string }): Ending {
  return { cause: closeNameOf(code) ?? 'unlisted', verdict: verdictOf(code), reason }
}
