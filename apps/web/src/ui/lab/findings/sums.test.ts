import { expect, test } from 'vitest'
import { sumUpPolling } from './famous-sum.ts'
import { summarize } from './quantiles.ts'

test('1,000 people who ask once a second are 1,000 requests a second, nearly all for nothing', () => {
  const sum = sumUpPolling({ people: 1_000, pollIntervalMs: 1_000, bytesPerPoll: 700, newsPerMinute: 1 })
  expect(sum).toEqual({
    requestsPerSecond: 1_000,
    requestsPerDay: 86_400_000,
    bytesPerSecond: 700_000,
    bytesPerDay: 60_480_000_000,
    emptyShare: 59 / 60,
  })
})

test('who hears more than they ask never asks for nothing', () => {
  const sum = sumUpPolling({ people: 1, pollIntervalMs: 5_000, bytesPerPoll: 700, newsPerMinute: 60 })
  expect([sum.requestsPerSecond, sum.emptyShare]).toEqual([0.2, 0])
})

test('quantiles are values that occurred', () => {
  const values = Array.from({ length: 200 }, (_, i) => 200 - i)
  expect(summarize(values)).toEqual({ count: 200, mean: 100.5, p50: 100, p95: 190, p99: 198 })
  expect(summarize([7])).toEqual({ count: 1, mean: 7, p50: 7, p95: 7, p99: 7 })
  expect(summarize([])).toBeUndefined()
})
