import { describe, expect, it } from 'vitest'
import { judgeClock, judgeDisk, judgeNoRedis } from './verdicts.ts'

const [mib, gib] = [1024 ** 2, 1024 ** 3]

describe('what the doctor makes of', () => {
  it.each([
    [0, 0, 'good'],
    [1_000, 0, 'good'],
    [1_001, 0, 'warning'],
    [-1_001, 0, 'warning'],
    [-10_000, 0, 'warning'],
    [10_001, 0, 'failure'],
    [-10_001, 0, 'failure'],
    [1_400, 400, 'good'],
    [1_401, 400, 'warning'],
    [10_400, 400, 'warning'],
    [10_401, 400, 'failure'],
    [300, 5_000, 'good'],
  ] as const)('a clock that is %i ms off, give or take %i ms: %s', (offMs, errorMs, verdict) => {
    expect(judgeClock(offMs, errorMs)).toBe(verdict)
  })

  it.each([
    [0, 100 * gib, 'failure'],
    [200 * mib - 1, gib, 'failure'],
    [200 * mib, gib, 'warning'],
    [2 * gib - 1, 10 * gib, 'warning'],
    [2 * gib, 20 * gib, 'good'],
    [10 * gib - 1, 100 * gib, 'warning'],
    [10 * gib, 100 * gib, 'good'],
  ] as const)('a disk with %i bytes free of %i: %s', (free, total, verdict) => {
    expect(judgeDisk(free, total)).toBe(verdict)
  })

  it.each([
    [0, 'good'],
    [1, 'good'],
    [2, 'warning'],
  ] as const)('no Redis between %i processes: %s', (nodes, verdict) => {
    expect(judgeNoRedis(nodes)).toBe(verdict)
  })
})
