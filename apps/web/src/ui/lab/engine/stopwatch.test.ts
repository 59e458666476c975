import { describe, expect, test } from 'vitest'
import { Stopwatch } from './stopwatch.ts'

describe('the stopwatch', () => {
  test('takes the time of each edit for each reader, also of several that come together', () => {
    const watch = new Stopwatch(2, undefined)
    for (const at of [100, 200, 300]) watch.wrote(at)
    expect(watch.arrived(0, 1, 110)).toBe(true)
    expect(watch.arrived(0, 1, 150)).toBe(false)
    watch.arrived(1, 3, 1_200)
    watch.arrived(0, 3, 320)
    expect(watch.latencies().sort((a, b) => a - b)).toEqual([10, 20, 120, 900, 1_000, 1_100])
    expect(watch.latencies(0)).toEqual([10, 120, 20])
    expect([watch.written, watch.delivered, watch.recoveryMs]).toEqual([3, 6, undefined])
  })

  test('leaves out what a cut held up, and takes the time until the last reader was back', () => {
    const watch = new Stopwatch(2, { fromMs: 1_000, untilMs: 2_000 })
    for (const at of [900, 1_500, 2_100, 3_000]) watch.wrote(at)
    watch.arrived(0, 1, 910)
    // Everything that was missed comes at once, with what was written before the reader was back.
    watch.arrived(0, 3, 2_300)
    watch.arrived(0, 4, 3_005)
    expect(watch.recoveryMs).toBeUndefined()
    watch.arrived(1, 4, 3_400)
    expect(watch.recoveryMs).toBe(1_400)
    expect(watch.latencies()).toEqual([10, 5])
  })
})
