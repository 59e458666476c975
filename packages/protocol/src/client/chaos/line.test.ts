import { describe, expect, test } from 'vitest'
import { SteppedClock } from '../../../test/stepped-clock.ts'
import { calmWay, type FaultUnit, type WayKnobs } from './knobs.ts'
import { Line, maxHeldMs, minResendMs } from './line.ts'
import { createSeededRandom } from './seeded-random.ts'

/** Chance that is what the test says, one number after the other, and then the last one again and again. */
function chanceOf(...numbers: number[]): () => number {
  let i = 0
  return () => numbers[Math.min(i++, numbers.length - 1)] ?? 0
}

function setLine(way: Partial<WayKnobs>, unit: FaultUnit = 'packets', random = chanceOf(0)) {
  const clock = new SteppedClock(0)
  const arrived: string[] = []
  const counts: string[] = []
  const line = new Line({
    clock,
    random,
    manner: () => ({ way: { ...calmWay, ...way }, unit }),
    count: (what) => counts.push(what),
  })
  const pass = (...names: string[]) => {
    for (const name of names) {
      line.pass(
        () => arrived.push(`${name}@${clock.now()}`),
        () => arrived.push(`${name} lost`),
      )
    }
  }
  return { clock, line, arrived, counts, pass }
}

describe('a line', () => {
  test('that is calm delivers at once', () => {
    const { arrived, pass } = setLine({})
    pass('a', 'b')
    expect(arrived).toEqual(['a@0', 'b@0'])
  })

  test('that is slow delivers in order, each as late as chance will have it, and none before the one before it', () => {
    const { clock, arrived, pass } = setLine({ delayMs: 100, jitterMs: 100 }, 'packets', chanceOf(0.9, 0.1, 0.5))
    pass('a', 'b')
    clock.advance(50)
    pass('c')
    clock.advance(1_000)
    expect(arrived).toEqual(['a@190', 'b@190', 'c@200'])
  })

  test('that loses packets makes everything behind them wait, longer each time, and loses nothing', () => {
    const { clock, arrived, counts, pass } = setLine({ lost: 0.5 }, 'packets', chanceOf(0.1, 0.1, 0.9))
    pass('a', 'b')
    clock.advance(10_000)
    expect(arrived).toEqual([`a@${3 * minResendMs}`, `b@${3 * minResendMs}`])
    expect(counts).toEqual(['lost', 'lost'])
  })

  test('on which packets come twice or out of order delivers everything once and in order', () => {
    const { clock, arrived, pass } = setLine(
      { twice: 0.5, swapped: 0.5, jitterMs: 30 },
      'packets',
      createSeededRandom(7),
    )
    const names = Array.from({ length: 50 }, (_, i) => `${i}`)
    pass(...names)
    clock.advance(10_000)
    expect(arrived.map((name) => name.split('@')[0])).toEqual(names)
  })

  test('that loses messages loses them, and says which', () => {
    const { clock, arrived, pass } = setLine({ lost: 0.5, delayMs: 5 }, 'messages', chanceOf(0.1, 0.9))
    pass('a', 'b')
    clock.advance(5)
    expect(arrived).toEqual(['a lost', 'b@5'])
  })

  test('that doubles messages delivers them twice', () => {
    const { arrived, pass } = setLine({ twice: 0.5 }, 'messages', chanceOf(0.1, 0.9))
    pass('a', 'b')
    expect(arrived).toEqual(['a@0', 'a@0', 'b@0'])
  })

  test('that swaps messages delivers one behind the next, or where there is none, after a while', () => {
    const { clock, arrived, pass } = setLine({ swapped: 0.5 }, 'messages', chanceOf(0.1, 0.9, 0.1))
    pass('a', 'b', 'c')
    clock.advance(maxHeldMs)
    expect(arrived).toEqual(['b@0', 'a@0', `c@${maxHeldMs}`])
  })

  test('delivers its end behind everything else, and nothing once it is stopped', () => {
    const { clock, line, arrived, pass } = setLine({ swapped: 0.5, delayMs: 10 }, 'messages', chanceOf(0.1))
    pass('a')
    line.passSurely(() => arrived.push('end'))
    clock.advance(10)
    expect(arrived).toEqual(['a@10', 'end'])
    pass('b')
    line.stop()
    pass('c')
    clock.advance(10_000)
    expect(arrived).toHaveLength(2)
    expect(clock.waiting).toEqual([])
  })
})
