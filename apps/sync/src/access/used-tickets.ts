import type { TicketUse } from '@duplex/db'
import type { Clock } from '../clock.ts'
import { waitAtMost } from '../deadline.ts'
import { throwStorageError } from '../store/storage-error.ts'

export type UsedTicketsContext = {
  readonly clock: Clock
  /** Answers with the ids of those that nobody had used, at whatever node. */
  claim(uses: readonly TicketUse[]): Promise<ReadonlySet<string>>
  /** Forgets those that have ended. */
  forget(): Promise<unknown>
}

const forgetMs = 60_000
/**
 * Longer than any healthy answer, the first one of a busy machine as well. Twice that, as whoever waits for the claim
 * before, is shorter than a handshake may take: whoever shows a ticket hears that the database says nothing.
 */
const claimTimeoutMs = 4_000

/**
 * Tickets that were used, at this node and at all others, for as long as they would still be valid. Whoever claims
 * while a claim is under way shares the next one: everybody who comes back after a restart costs a few statements.
 */
export class UsedTickets {
  /** Ticket id -> its end, in seconds since 1970; roughly in order of their ends. Those of this process. */
  private readonly ends = new Map<string, number>()
  private last: Promise<unknown> = Promise.resolve()
  private gathering: { readonly uses: TicketUse[]; readonly granted: Promise<ReadonlySet<string>> } | undefined
  private forgotAt = 0

  constructor(private readonly context: UsedTicketsContext) {}

  /** Whether it was used at this node, which costs no query. */
  has(ticket: { readonly id: string }): boolean {
    return this.ends.has(ticket.id)
  }

  /** False where the ticket was used before. Throws a Refusal: `storageAway`; then it counts as used at this node. */
  async claim({ id, expiresAt }: TicketUse): Promise<boolean> {
    this.forgetEnded()
    if (this.ends.has(id)) return false
    this.ends.set(id, expiresAt)
    this.gathering ??= this.gather()
    this.gathering.uses.push({ id, expiresAt })
    return (await this.gathering.granted).has(id)
  }

  private gather(): { readonly uses: TicketUse[]; readonly granted: Promise<ReadonlySet<string>> } {
    const uses: TicketUse[] = []
    const { clock, claim } = this.context
    const granted = this.last.then(() => {
      this.gathering = undefined
      return waitAtMost(clock, claimTimeoutMs, claim(uses)).catch(throwStorageError)
    })
    // One that failed is told to those who asked; the next one is tried all the same.
    this.last = granted.catch(() => undefined)
    return { uses, granted }
  }

  private forgetEnded(): void {
    const { clock, forget } = this.context
    const now = clock.now()
    for (const [id, end] of this.ends) {
      if (end * 1000 > now) break
      this.ends.delete(id)
    }
    if (now - this.forgotAt < forgetMs) return
    this.forgotAt = now
    // Whoever comes in a minute tries again.
    void forget().catch(() => undefined)
  }
}
