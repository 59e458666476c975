import type { limits } from '@duplex/protocol'

type Bucket = limits.Rate & { tokens: number; at: number }

/** A token bucket. Answers with 0, or with the ms after which the request would have passed. */
export function createRateLimit({ perSecond, burst }: limits.Rate, elapsed: () => number): (tokens: number) => number {
  const bucket: Bucket = { perSecond, burst, tokens: burst, at: elapsed() }
  return (tokens) => {
    const now = elapsed()
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
    bucket.at = now
    if (tokens > bucket.tokens) return Math.ceil(((tokens - bucket.tokens) / perSecond) * 1000)
    bucket.tokens -= tokens
    return 0
  }
}
