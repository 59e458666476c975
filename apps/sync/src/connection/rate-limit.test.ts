import { limits } from '@duplex/protocol'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { RateLimit } from './rate-limit.ts'

describe('rate limit', () => {
  it('lets a burst through, then the lasting rate, and says how long to wait', () => {
    const clock = createManualClock()
    const rate = new RateLimit(limits.messageRate, () => clock.elapsed())
    for (let i = 0; i < limits.messageRate.burst; i++) expect(rate.take(1)).toBe(0)
    expect(rate.take(1)).toBe(17)
    clock.advance(17)
    expect(rate.take(1)).toBe(0)
    expect(rate.take(6)).toBeGreaterThan(90)
  })

  it('lets a whole offline document pass at once', () => {
    const clock = createManualClock()
    const rate = new RateLimit(limits.byteRate, () => clock.elapsed())
    expect(rate.take(limits.maxMessageBytes)).toBe(0)
  })
})
