import type { limits } from '@duplex/protocol'

/** A token bucket, full at first. */
export class RateLimit {
  private tokens: number
  private at: number

  /** `elapsed`: ms on a clock that never jumps. */
  constructor(
    private readonly rate: limits.Rate,
    private readonly elapsed: () => number,
  ) {
    this.tokens = rate.burst
    this.at = elapsed()
  }

  /** Takes `tokens` and answers with 0; or takes none, and answers with the ms after which it would have. */
  take(tokens: number): number {
    const { perSecond, burst } = this.rate
    const now = this.elapsed()
    this.tokens = Math.min(burst, this.tokens + ((now - this.at) / 1000) * perSecond)
    this.at = now
    if (tokens > this.tokens) return Math.ceil(((tokens - this.tokens) / perSecond) * 1000)
    this.tokens -= tokens
    return 0
  }
}
