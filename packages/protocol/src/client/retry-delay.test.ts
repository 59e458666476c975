import fc from 'fast-check'
import * as prng from 'lib0/prng'
import { describe, expect, test } from 'vitest'
import { closeTable } from '../close-codes.ts'
import { backoffCapMs, maxNamedMs, retryDelayMs, slowMaxMs, slowMinMs, soonCapMs } from './retry-delay.ts'

const most = () => 0.999_999
const least = () => 0

/** When, after the database is back, each of so many clients is: it was away for so long when they were all closed. */
function returnsAfter(closedForMs: number, clients: number): number[] {
  const generator = prng.create(7)
  const random = () => prng.real53(generator)
  return Array.from({ length: clients }, () => {
    let at = -closedForMs
    for (let attempt = 0; at < 0; attempt++) at += retryDelayMs(closeTable.storageAway.verdict, '', attempt, random)
    return at
  })
}

describe('the delay before the next attempt', () => {
  test.each([
    ['retry', backoffCapMs],
    ['retry-soon', soonCapMs],
  ] as const)('L5 %s: is anywhere between nothing and 500 ms x 2^n, at most %i ms', (verdict, capMs) => {
    const bounds = [0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => Math.round(retryDelayMs(verdict, '', attempt, most)))
    const doubled = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000]
    expect(bounds).toEqual(doubled.map((ms) => Math.min(ms, capMs)))
    expect(retryDelayMs(verdict, '', 9, least)).toBe(0)
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

  test.each([1_000, 30_000, 600_000])(
    'L5 brings 500 clients that the server closed %i ms before its database was back within 5 s, and never as a crowd',
    (closedForMs) => {
      const returns = returnsAfter(closedForMs, 500)
      expect(Math.max(...returns)).toBeLessThanOrEqual(soonCapMs)
      const inStep = new Map<number, number>()
      for (const at of returns) inStep.set(Math.floor(at / 100), (inStep.get(Math.floor(at / 100)) ?? 0) + 1)
      expect(Math.max(...inStep.values())).toBeLessThan(80)
      expect(returns.toSorted((a, b) => a - b)[250]).toBeLessThan(2_000)
    },
  )

  test('L5 no verdict makes a client wait in lockstep with others', () => {
    for (const verdict of [
      'retry',
      'retry-soon',
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
