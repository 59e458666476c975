import type { CloseName } from '../close-codes.ts'

/** Why web gives no ticket. Names are those of the close table. */
export type RefusalCause = Extract<CloseName, 'signedOut' | 'notFound' | 'forbidden' | 'deleted' | 'schemaTooOld'>

/** What `POST /api/v1/documents/{id}/ticket` answers: `url` ends in the document id, `protocols` are offered as they are. */
export type TicketAnswer =
  | { kind: 'ticket'; url: string; protocols: readonly string[] }
  | { kind: 'refused'; cause: RefusalCause }

/** Asks web for a ticket. Anything thrown counts as "not now": no network, 5xx, a timeout. */
export type FetchTicket = (request: { signal: AbortSignal }) => Promise<TicketAnswer>
