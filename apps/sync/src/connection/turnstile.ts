import type { limits } from '@duplex/protocol'
import { RateLimit } from './rate-limit.ts'

/** Nobody is told to stay away for longer than this, and half of it again. */
const maxWaitMs = 30_000

/**
 * A token bucket that tells those whom it refuses when to come back: one after the other, as fast as it lets them in,
 * so that a crowd does not return as a crowd. Answers with 0, or with that delay in ms. `elapsed` in ms; `random`
 * returns [0, 1).
 */
export function createTurnstile(rate: limits.Rate, elapsed: () => number, random: () => number): () => number {
  const bucket = new RateLimit(rate, elapsed)
  const spacingMs = 1000 / rate.perSecond
  /** When the last one who was sent away is expected. */
  let lastTurn = Number.NEGATIVE_INFINITY
  return () => {
    const delayMs = bucket.take(1)
    if (delayMs === 0) return 0
    const now = elapsed()
    lastTurn = Math.min(Math.max(lastTurn + spacingMs, now + delayMs), now + maxWaitMs)
    return (lastTurn - now) * (1 + random() / 2)
  }
}
