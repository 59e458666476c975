import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backoffCapMs, maxNamedMs, retryDelayMs, slowMaxMs, slowMinMs } from './retry-delay.ts'

const most = () => 0.999_999
const least = () => 0

describe('the delay before the next attempt', () => {
  test('L5 is anywhere between nothing and 500 ms x 2^n, at most 30 s', () => {
    const bounds = [0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => Math.round(retryDelayMs('retry', '', attempt, most)))
    expect(bounds).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    expect(retryDelayMs('retry', '', 9, least)).toBe(0)
  })

  test('L5 after an error of the server is between 2 s and 60 s', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, share) => {
        const delay = retryDelayMs('retry-slowly', '', attempt, () => share)
        expect(delay).toBeGreaterThanOrEqual(slowMinMs)
        expect(delay).toBeLessThanOrEqual(slowMaxMs)
      }),
    )
    expect(retryDelayMs('retry-slowly', '', 50, most)).toBeCloseTo(slowMaxMs, -1)
  })

  test('L5 after a restart is spread over the window in the reason', () => {
    expect(retryDelayMs('retry-within', 'restart within 8000 ms', 0, most)).toBeCloseTo(8_000, -1)
    expect(retryDelayMs('retry-within', 'restart within 8000 ms', 9, least)).toBe(0)
  })

  test('L5 after "busy" is the delay in the reason and a little more', () => {
    expect(retryDelayMs('retry-after', 'retry in 1500 ms', 0, least)).toBe(1_500)
    expect(retryDelayMs('retry-after', 'retry in 1500 ms', 7, most)).toBeCloseTo(2_000, 1)
  })

  test('L5 a reason without a time means 5 s, and none means more than five minutes', () => {
    expect(retryDelayMs('retry-after', 'busy', 0, least)).toBe(5_000)
    expect(retryDelayMs('retry-after', 'retry in 9999999 ms', 0, least)).toBe(maxNamedMs)
  })

  test('L5 no verdict makes a client wait in lockstep with others', () => {
    for (const verdict of [
      'retry',
      'retry-once',
      'new-ticket',
      'retry-within',
      'retry-after',
      'retry-slowly',
    ] as const) {
      expect(retryDelayMs(verdict, '100 ms', 3, most)).toBeGreaterThan(retryDelayMs(verdict, '100 ms', 3, least))
      expect(retryDelayMs(verdict, '', 99, most)).toBeLessThanOrEqual(Math.max(backoffCapMs, slowMaxMs))
    }
  })
})
