import { createHash } from 'node:crypto'
import { toAddressBlock } from '@duplex/protocol/server'
import type { Limit, RateLimiter } from '../network/rate-limiter.ts'
import { Refusal } from '../refusal.ts'

/** Wrong passwords for one account from one place: enough for a tired owner. */
const guessesFromPlace: Limit = { max: 10, windowSeconds: 900 }
/** Wrong passwords from one place over all accounts: an office behind one address, but no list of accounts. */
const guessesOfPlace: Limit = { max: 100, windowSeconds: 900 }
/** Wrong passwords for one account from everywhere; more than these only make the next answers slow. */
const quickGuesses: Limit = { max: 20, windowSeconds: 900 }
/** Accounts that one place may open. */
const signUpsFromPlace: Limit = { max: 20, windowSeconds: 3_600 }
/** The same for all callers whose address is unknown, together. */
const signUpsFromNowhere: Limit = { max: 200, windowSeconds: 3_600 }

const firstDelayMs = 250
const maxDelayMs = 5_000

export type GuessLimits = {
  /**
   * Admits an attempt to sign in, perhaps late, or refuses it with `too-many-requests`. Call `succeeded` on the answer
   * when the password was right.
   */
  admitGuess(email: string, address: string | undefined): Promise<{ succeeded(): Promise<void> }>
  admitSignUp(address: string | undefined): Promise<void>
}

/**
 * Slows guessing down without handing anybody a way to lock the owner out. Only a place that guessed wrong itself is
 * refused; failures from elsewhere never refuse the owner, they delay every answer for the account by up to five
 * seconds. Where the place is unknown only the delay applies. Addresses come from the socket or from trusted proxies,
 * so a made-up header changes nothing.
 */
export function createGuessLimits(limiter: RateLimiter, pause: (ms: number) => Promise<void>): GuessLimits {
  return {
    async admitGuess(email, address) {
      const account = `guess:account:${digest(email)}`
      const places: [string, Limit][] = []
      if (address !== undefined) {
        const block = toAddressBlock(address)
        places.push([`guess:place:${block}`, guessesOfPlace], [`${account}:${block}`, guessesFromPlace])
      }
      for (const [key, limit] of places) await useOrRefuse(limiter, key, limit)
      const { count } = await limiter.use(account, quickGuesses)
      await pause(toDelayMs(count))
      const keys = [account, ...places.map(([key]) => key)]
      return {
        succeeded: async () => {
          for (const key of keys) await limiter.giveBack(key)
        },
      }
    },
    async admitSignUp(address) {
      if (address === undefined) await useOrRefuse(limiter, 'sign-up:nowhere', signUpsFromNowhere)
      else await useOrRefuse(limiter, `sign-up:place:${toAddressBlock(address)}`, signUpsFromPlace)
    },
  }
}

/** Counts one use of `key` and throws `too-many-requests` where that is one too many. */
export async function useOrRefuse(limiter: RateLimiter, key: string, limit: Limit): Promise<void> {
  const { isAllowed, retryAfterSeconds } = await limiter.use(key, limit)
  if (isAllowed) return
  const detail = `Too many attempts. Try again in ${retryAfterSeconds} seconds.`
  throw new Refusal('too-many-requests', detail, { retryAfterSeconds })
}

function toDelayMs(count: number): number {
  if (count <= quickGuesses.max) return 0
  return Math.min(maxDelayMs, firstDelayMs * 2 ** (count - quickGuesses.max - 1))
}

/** Security: the table of counters needs no list of addresses. */
function digest(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64url')
}
