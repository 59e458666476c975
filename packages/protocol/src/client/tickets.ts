import { type Notice, ticketProtocols } from '../messages.ts'
import type { Clock } from './clock.ts'
import { doubtTicket, type Ending } from './ending.ts'
import type { PageSignals } from './page-signals.ts'
import type { FetchTicket, TicketAnswer } from './ticket-answer.ts'

type TicketsParts = { fetchTicket: FetchTicket; clock: Clock; page: Pick<PageSignals, 'isOnline'> }

/** So often a return ticket is shown: where nobody is, again and again, web may know another place. */
export const maxReturnAttempts = 3
/** A return ticket is not shown in the last part of its life: it might end on its way. */
export const returnMarginMs = 10_000

/** What each attempt shows: the ticket that the last connection was given for its way back, else a new one of web's. */
export class Tickets {
  readonly #parts: TicketsParts
  /** Where the last ticket of web's was for. */
  #url: string | undefined
  /** When the attempt got its ticket; ms since 1970. */
  #gotAt = 0
  /** `until`: ms since 1970. */
  #return: { readonly protocols: readonly string[]; readonly until: number; attempts: number } | undefined
  #isReturning = false

  constructor(parts: TicketsParts) {
    this.#parts = parts
  }

  /** @throws what `fetchTicket` throws. */
  async next(signal: AbortSignal): Promise<TicketAnswer> {
    const returning = this.#findReturn()
    this.#isReturning = returning !== undefined
    const answer = returning ?? (await this.#parts.fetchTicket({ signal }))
    this.#gotAt = this.#parts.clock.now()
    if (answer.kind === 'ticket') this.#url = answer.url
    return answer
  }

  /** Whether the notice was a ticket, of which nobody else is told. */
  keep(notice: Notice): boolean {
    if (notice.kind !== 'return') return false
    const until = this.#parts.clock.now() + notice.lifeMs - returnMarginMs
    this.#return = { protocols: ticketProtocols(notice.ticket), until, attempts: 0 }
    return true
  }

  onHello(): void {
    this.#return = undefined
  }

  /** `isAttempt`: before the hello. Returns what follows, for a ticket may be refused for more reasons than its holder. */
  onEnding(ending: Ending, isAttempt: boolean): Ending {
    const isRefused = isAttempt && ending.cause === 'signedOut'
    const judged = isRefused ? this.#doubt(ending) : ending
    if (!isTransient(judged)) this.#return = undefined
    return judged
  }

  /** It stays until it is known to be spent, because an attempt that finds nobody there has not used it. */
  #findReturn(): TicketAnswer | undefined {
    const [url, kept] = [this.#url, this.#return]
    if (url === undefined || kept === undefined || this.#parts.clock.now() >= kept.until) return undefined
    // Without a network nobody is found at any place.
    if (this.#parts.page.isOnline()) kept.attempts++
    if (kept.attempts > maxReturnAttempts) return undefined
    return { kind: 'ticket', url, protocols: kept.protocols }
  }

  #doubt(ending: Ending): Ending {
    if (this.#isReturning) return { ...ending, verdict: 'new-ticket' }
    return doubtTicket(ending, this.#parts.clock.now() - this.#gotAt)
  }
}

/** Whether it says nothing of the ticket, nor of its holder. */
function isTransient({ verdict }: Ending): boolean {
  return verdict.startsWith('retry') && verdict !== 'retry-once'
}
