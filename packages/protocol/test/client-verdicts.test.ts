import { describe, expect, test } from 'vitest'
import { endingOfClose } from '../src/client/ending.ts'
import { RetrySchedule } from '../src/client/retry-schedule.ts'
import { type CloseName, closeTable } from '../src/index.ts'
import { SteppedClock } from './stepped-clock.ts'

/** Delays in ms, at least and at most, of the first attempt, of the fourth, and of one after very many. */
type Bounds = readonly (readonly [number, number])[]

const backoff: Bounds = [
  [0, 500],
  [0, 4_000],
  [0, 15_000],
]
const backoffOfWhoIsThere: Bounds = [
  [0, 500],
  [0, 4_000],
  [0, 5_000],
]
const slowly: Bounds = [
  [2_000, 4_000],
  [2_000, 32_000],
  [2_000, 60_000],
]
/** The reason of every close here names 7 s. */
const named: Bounds = Array.from({ length: 3 }, () => [7_000, 7_500] as const)
/** Failures before it do not count. */
const soon: Bounds = Array.from({ length: 3 }, () => [0, 500] as const)
const spread: Bounds = Array.from({ length: 3 }, () => [0, 7_000] as const)

/** What the client does after each code, written out: the table of codes says it in other words. */
const expected = {
  1000: 'never',
  1001: backoff,
  1002: backoff,
  1003: backoff,
  1005: backoff,
  1006: backoff,
  1007: backoff,
  1008: backoff,
  1009: 'never',
  1011: slowly,
  1012: spread,
  1013: named,
  4401: 'never',
  4403: 'never',
  4404: 'never',
  4409: 'never',
  4410: 'never',
  4413: 'never',
  4426: 'never',
  4500: slowly,
  4501: soon,
  4503: backoffOfWhoIsThere,
  4508: backoff,
  4529: named,
  4590: backoff,
  // Unlisted.
  1010: backoff,
  1014: backoff,
  3999: backoff,
  4399: backoff,
  4400: 'never',
  4499: 'never',
  4502: backoff,
} as const satisfies Record<number, Bounds | 'never'>

const rows = Object.entries(expected).map(([code, bounds]) => [Number(code), bounds] as const)
const retried = rows.filter((row): row is [number, Bounds] => row[1] !== 'never')
const onlyOnce = new Set([1002, 1003, 1007, 1008])

function createSchedule(random: () => number) {
  const clock = new SteppedClock()
  let attempts = 0
  const schedule = new RetrySchedule({ clock, random, attempt: () => attempts++ })
  const plan = (code: number) => schedule.plan(endingOfClose({ code, reason: 'in 7000 ms' }))
  return { clock, schedule, plan, attempts: () => attempts }
}

/** The delay after `failures` endings with 1006 before it. */
function delayAfter(code: number, failures: number, share: number): number | undefined {
  const { clock, plan } = createSchedule(() => share)
  for (let i = 0; i < failures; i++) plan(1006)
  const at = plan(code)
  return at === undefined ? undefined : at - clock.now()
}

describe('after each close code', () => {
  test('L5 the table here has every code of the table of codes', () => {
    const listed = (Object.keys(closeTable) as CloseName[]).map((name) => String(closeTable[name].code))
    expect(Object.keys(expected)).toEqual(expect.arrayContaining(listed))
  })

  test.each(rows)('L5 %i: whether, and within which bounds, another attempt follows', (code, bounds) => {
    for (const [i, failures] of [0, 3, 60].entries()) {
      const [least, most] = [delayAfter(code, failures, 0), delayAfter(code, failures, 0.999_999_9)]
      if (bounds === 'never') expect([least, most]).toEqual([undefined, undefined])
      else expect([least, Math.round(most ?? -1)]).toEqual(bounds[i])
    }
  })

  test.each(retried)('L5 %i: when the page is online or visible the attempt is made at once, or as named', (code) => {
    const { clock, schedule, plan, attempts } = createSchedule(() => 0.5)
    plan(code)
    schedule.hurry()
    const isNamed = code === 1013 || code === 4529
    expect(attempts()).toBe(isNamed ? 0 : 1)
    expect(clock.waiting).toHaveLength(isNamed ? 1 : 0)
  })

  test.each(retried)(
    'L5 %i: earlier attempts, and a resync, are forgotten after 60 s of health, not before',
    (code, bounds) => {
      const afterHealth = (ms: number) => {
        const { clock, schedule, plan } = createSchedule(() => 0.999_999_9)
        for (let i = 0; i < 3; i++) plan(1006)
        plan(code)
        clock.advanceToNext()
        schedule.startHealth()
        clock.advance(ms)
        const at = plan(code)
        return at === undefined ? undefined : Math.round(at - clock.now())
      }
      const [first, fourth] = bounds.map(([, most]) => most)
      expect(afterHealth(60_000)).toBe(first)
      const early = afterHealth(59_999)
      if (onlyOnce.has(code)) expect(early).toBeUndefined()
      else expect(early).toBeGreaterThanOrEqual(fourth ?? 0)
    },
  )

  test('L5 4501: changes of access that follow each other are asked about more and more slowly', () => {
    const { clock, plan } = createSchedule(() => 0.999_999_9)
    const delays = Array.from({ length: 4 }, () => Math.round((plan(4501) ?? 0) - clock.now()))
    expect(delays).toEqual([500, 1_000, 2_000, 4_000])
  })
})
