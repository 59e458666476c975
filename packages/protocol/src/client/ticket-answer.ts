import type { CloseName } from '../close-codes.ts'

/** Why web gives no ticket. Names are those of the close table, and their verdicts hold here as well. */
export type RefusalCause = Extract<
  CloseName,
  'signedOut' | 'notFound' | 'forbidden' | 'deleted' | 'schemaTooOld' | 'storageAway' | 'overloaded'
>

/** What became of asking for a ticket. `url`: of this document's socket, with its id at the end; `protocols` are offered as they are. */
export type TicketAnswer =
  | { kind: 'ticket'; url: string; protocols: readonly string[] }
  /** `retryAfterMs`: with `overloaded`, not to be asked again before. */
  | { kind: 'refused'; cause: RefusalCause; retryAfterMs?: number }

/** Asks web for a ticket. Anything thrown counts as "not now": no network, 5xx, a timeout. */
export type FetchTicket = (request: { signal: AbortSignal }) => Promise<TicketAnswer>
