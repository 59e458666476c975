import { randomUUID } from 'node:crypto'
import { limits, type Notice } from '@duplex/protocol'
import { signTicket, type Ticket } from '@duplex/protocol/server'
import type { Clock } from '../clock.ts'

export type ReturnTicketsContext = {
  readonly clock: Clock
  readonly ticketKey: Uint8Array
  onFailed(error: unknown): void
}

/** Somebody who may want to come back. */
export type Returning = {
  /** With which it came. */
  readonly passport: Ticket
  /** Newest access version of the document that is known not to touch it. */
  readonly seenAccessVersion: number
  /** When it was last given a ticket, by the clock's `elapsed`. */
  returnGivenAt: number | undefined
  tell(notice: Notice): void
}

/**
 * Gives those who are connected a ticket for their way back, so that nobody has to ask web when a node ends. It is one
 * like any other: good once, and admission asks the database what it asks for all of them. It names the access version
 * that web saw, never a newer one: whatever changed since is for web to judge. Where something did, none would be good.
 */
export function createReturnTickets({ clock, ticketKey, onFailed }: ReturnTicketsContext) {
  const sign = ({ expiresAt: _, ...vouched }: Ticket): Promise<string> =>
    signTicket({ ...vouched, id: randomUUID() }, ticketKey, clock.now(), limits.returnLifeSeconds)
  return (returning: Returning): void => {
    const age = clock.elapsed() - (returning.returnGivenAt ?? Number.NEGATIVE_INFINITY)
    if (age < limits.returnRenewMs || returning.seenAccessVersion > returning.passport.accessVersion) return
    returning.returnGivenAt = clock.elapsed()
    const lifeMs = limits.returnLifeSeconds * 1000
    sign(returning.passport).then((ticket) => returning.tell({ kind: 'return', ticket, lifeMs }), onFailed)
  }
}
