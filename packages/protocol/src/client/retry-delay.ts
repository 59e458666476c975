import { type CloseVerdict, readReasonMs } from '../close-codes.ts'

/** Full jitter: a delay anywhere between nothing and a bound that doubles from here with every attempt. */
export const backoffBaseMs = 500
export const backoffCapMs = 15_000
/** The same bound for `retry-soon`. 500 clients are then about 200 attempts a second, as many as a server lets in. */
export const soonCapMs = 5_000
/** How long a connection must live before its end counts as a first attempt again. */
export const healthyAfterMs = 60_000
/** A server that needs repair is asked no sooner than this, and at least this often. */
export const slowMinMs = 2_000
export const slowMaxMs = 60_000
/** Used where a reason that should name a time does not. */
export const unnamedMs = 5_000
/** No reason may keep a client away longer than this. */
export const maxNamedMs = 300_000

type RetryVerdict = Exclude<CloseVerdict, 'stop' | 'done' | 'new-client-id'>

/**
 * How long to wait, in ms, before connecting again. `attempt` counts from 0 and starts over after `healthyAfterMs` of
 * health; `random` returns [0, 1).
 */
export function retryDelayMs(verdict: RetryVerdict, reason: string, attempt: number, random: () => number): number {
  const named = Math.min(readReasonMs(reason) ?? unnamedMs, maxNamedMs)
  switch (verdict) {
    case 'retry':
    case 'retry-once':
    case 'new-ticket':
      return random() * Math.min(backoffCapMs, backoffBaseMs * 2 ** attempt)
    case 'retry-soon':
      return random() * Math.min(soonCapMs, backoffBaseMs * 2 ** attempt)
    case 'retry-within':
      return random() * named
    case 'retry-after':
      return named + random() * backoffBaseMs
    case 'retry-slowly':
      return slowMinMs + random() * (Math.min(slowMaxMs, slowMinMs * 2 ** (attempt + 1)) - slowMinMs)
  }
}
