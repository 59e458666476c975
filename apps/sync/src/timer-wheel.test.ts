import { describe, expect, it } from 'vitest'
import { createManualClock } from '../test/support/manual-clock.ts'
import { createTimerWheel } from './timer-wheel.ts'

describe('timer wheel', () => {
  it('runs each timer once, no earlier than asked and at most one tick later', () => {
    const clock = createManualClock()
    const wheel = createTimerWheel(clock, 250)
    const late: number[] = []
    for (const delay of [0, 1, 249, 250, 251, 10_000, 60_001])
      wheel.after(delay, () => late.push(clock.elapsed() - delay))
    clock.advance(120_000)
    expect(late).toHaveLength(7)
    for (const ms of late) expect(ms).toBeGreaterThanOrEqual(0)
    for (const ms of late) expect(ms).toBeLessThanOrEqual(250)
  })

  it('does not run what was taken back, and goes on with what was added by a timer', () => {
    const clock = createManualClock()
    const wheel = createTimerWheel(clock, 250)
    const ran: string[] = []
    wheel.after(1_000, () => ran.push('taken back'))()
    wheel.after(500, () => {
      ran.push('first')
      wheel.after(0, () => ran.push('second'))
    })
    clock.advance(2_000)
    wheel.after(100, () => ran.push('after a rest'))
    clock.advance(1_000)
    expect(ran).toEqual(['first', 'second', 'after a rest'])
  })
})
