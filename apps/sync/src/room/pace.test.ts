import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { Pace } from './pace.ts'

function createPace(readers: number) {
  const clock = createManualClock()
  const pace = new Pace({ clock, readers: () => readers })
  const begun: number[] = []
  const begin = () => {
    if (pace.begin(begin)) begun.push(clock.elapsed())
  }
  return { clock, pace, begun, begin }
}

describe('pace of windows', () => {
  it('ST2 lets a keystroke after a pause wait for nothing, however many read', () => {
    const { clock, begun, begin } = createPace(1_000)
    begin()
    clock.advance(16)
    begin()
    expect(begun).toEqual([0, 16])
    expect(clock.waiting).toBe(0)
  })

  it('ST2 never lets a few people wait', () => {
    const { clock, begun, begin } = createPace(5)
    for (let i = 0; i < 3; i++) begin()
    expect(begun).toEqual([0, 0, 0])
    expect(clock.waiting).toBe(0)
  })

  it.each([
    [60, 10],
    [1_000, 16],
  ])('ST2 keeps the windows of %i readers %i ms apart, with one timer', (readers, apartMs) => {
    const { clock, begun, begin } = createPace(readers)
    for (let i = 0; i < 3; i++) begin()
    expect(clock.waiting).toBe(1)
    clock.advance(apartMs - 1)
    expect(begun).toEqual([0])
    clock.advance(1)
    expect(begun).toEqual([0, apartMs])
    expect(clock.waiting).toBe(0)
  })

  it('stops with its room', () => {
    const { clock, pace, begun, begin } = createPace(100)
    begin()
    begin()
    pace.stop()
    clock.advance(1_000)
    expect(begun).toEqual([0])
    expect(clock.waiting).toBe(0)
  })
})
