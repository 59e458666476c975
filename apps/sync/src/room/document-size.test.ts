import { beforeEach, describe, expect, it } from 'vitest'
import { createManualClock, type ManualClock } from '../../test/support/manual-clock.ts'
import { DocumentSize } from './document-size.ts'

const measureMs = 500
/** Of a document that takes so long to measure, without a pause. */
const free = 5
const pauseMs = 10_000

describe('DocumentSize', () => {
  let clock: ManualClock
  let exact: number
  let measurements: number
  let size: DocumentSize

  beforeEach(() => {
    clock = createManualClock()
    measurements = 0
    exact = 0
    size = new DocumentSize(0, {
      maxBytes: 10_000,
      elapsed: () => clock.elapsed(),
      measure() {
        measurements++
        clock.advance(measureMs)
        return exact
      },
    })
  })

  it('V6 measures where the estimate says that there is no space, and only then', () => {
    exact = 100
    size.grow(5_000)
    expect([size.spaceFor(5_000), measurements]).toEqual(['enough', 0])
    expect([size.spaceFor(5_001), measurements, size.estimate]).toEqual(['enough', 1, 100])
    expect([size.spaceFor(9_901), measurements]).toEqual(['none', 1])
  })

  it('V6 does not measure again and again for somebody who writes and deletes at the limit', () => {
    exact = 9_990
    const answers: unknown[] = []
    for (let ms = 0; ms < 60_000; ms += 20) {
      clock.advance(20)
      size.grow(30)
      answers.push(size.spaceFor(30))
    }
    expect(measurements).toBeGreaterThan(free)
    expect(measurements).toBeLessThan(free + 8)
    expect(answers.filter((answer) => answer === 'none')).toHaveLength(measurements)
  })

  /** Somebody works at the limit for a while. */
  function exhaust(): void {
    for (let i = 0; i < free; i++) {
      size.grow(20_000)
      size.spaceFor(30)
    }
    expect(measurements).toBe(free)
  }

  it('V6 says when it can be told, and tells it then', () => {
    exact = 9_990
    exhaust()
    size.grow(30)
    clock.advance(1_000)
    exact = 100
    const space = size.spaceFor(30)
    if (typeof space === 'string') throw new Error('it was measured')
    expect(space.retryMs).toBeGreaterThan(5_000)
    clock.advance(space.retryMs - 1)
    expect(size.spaceFor(30)).toEqual({ retryMs: 1 })
    clock.advance(1)
    expect([size.spaceFor(30), size.estimate]).toEqual(['enough', 100])
  })

  it('V6 warns once at each share, as soon as it may look', () => {
    exact = 5_900
    exhaust()
    exact = 6_050
    for (let i = 0; i < 9; i++) expect(size.grow(50)).toBeUndefined()
    clock.advance(pauseMs)
    expect([size.grow(50), size.grow(50), measurements]).toEqual([6_050, undefined, free + 1])
  })
})
