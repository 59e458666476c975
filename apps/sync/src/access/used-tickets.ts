/**
 * Tickets that were used, for as long as they would still be valid. This process only: after a restart a ticket that
 * was used in its last minute would be taken once more.
 */
export class UsedTickets {
  /** Ticket id -> its end, in seconds since 1970; about in order of their ends. */
  private readonly ends = new Map<string, number>()

  has(ticket: { readonly id: string }): boolean {
    return this.ends.has(ticket.id)
  }

  /** False where the ticket was used before. `now`: ms since 1970. */
  claim(ticket: { readonly id: string; readonly expiresAt: number }, now: number): boolean {
    for (const [id, end] of this.ends) {
      if (end * 1000 > now) break
      this.ends.delete(id)
    }
    if (this.ends.has(ticket.id)) return false
    this.ends.set(ticket.id, ticket.expiresAt)
    return true
  }
}
