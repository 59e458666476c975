import { closeTable } from '../../close-codes.ts'
import type { Ending } from '../ending.ts'
import { healthyAfterMs, retryDelayMs } from '../retry-delay.ts'
import type { ConnectionStatus, EndCause } from '../status.ts'

/** A wait for the next attempt. */
export type Retry = {
  readonly at: number
  readonly cause: EndCause
  /** Counted from 1 since the connection was last healthy for a minute. */
  readonly attempt: number
  readonly delayMs: number
  /** Between which the delay was drawn; undefined where the server named it. */
  readonly bounds: readonly [fromMs: number, toMs: number] | undefined
}

const maxRetries = 20

/** Follows the status of a connection, for the waits between its attempts. */
export class RetryNotes {
  #retries: readonly Retry[] = []
  #attempt = 0
  #retryAt: number | undefined
  #liveSince: number | undefined

  /** Oldest first. */
  get retries(): readonly Retry[] {
    return this.#retries
  }

  /** Answers with the wait that begins with `status`, once. */
  follow(status: ConnectionStatus, now: number): Retry | undefined {
    if (status.kind === 'live') {
      this.#liveSince ??= now
      return undefined
    }
    if (status.kind !== 'waiting' || status.retryAt === this.#retryAt) return undefined
    const wasHealthy = this.#liveSince !== undefined && now - this.#liveSince >= healthyAfterMs
    this.#liveSince = undefined
    this.#retryAt = status.retryAt
    this.#attempt = wasHealthy ? 1 : this.#attempt + 1
    const { cause, retryAt } = status
    const retry = {
      at: now,
      cause,
      attempt: this.#attempt,
      delayMs: retryAt - now,
      bounds: boundsOf(cause, this.#attempt),
    }
    this.#retries = [...this.#retries, retry].slice(-maxRetries)
    return retry
  }
}

function boundsOf(cause: EndCause, attempt: number): Retry['bounds'] {
  const verdict: Ending['verdict'] =
    cause in closeTable ? closeTable[cause as keyof typeof closeTable].verdict : 'retry'
  switch (verdict) {
    case 'done':
    case 'stop':
    case 'new-client-id':
    case 'retry-within':
    case 'retry-after':
      return undefined
    default:
      return [retryDelayMs(verdict, '', attempt - 1, () => 0), retryDelayMs(verdict, '', attempt - 1, () => 1)]
  }
}
