import { describe, expect, test } from 'vitest'
import { SteppedClock } from '../../test/stepped-clock.ts'
import { PacedQueue } from './paced-queue.ts'

const frame = (byte: number) => new Uint8Array([byte])

/** A queue of 10 a second, 3 ahead; joined frames are concatenated. */
function createQueue() {
  const clock = new SteppedClock()
  const out: number[][] = []
  const pass = (byte: number) => {
    const due = queue.pass(frame(byte))
    if (due) out.push([...due])
  }
  const queue: PacedQueue = new PacedQueue({
    clock,
    rate: { perSecond: 10, burst: 3 },
    join: (frames) => new Uint8Array(frames.flatMap((bytes) => [...bytes])),
    send: (bytes) => {
      const due = queue.pass(bytes)
      if (due) out.push([...due])
    },
  })
  return { clock, out, pass, queue }
}

describe('a paced queue', () => {
  test('L5 lets frames pass at once within the rate', () => {
    const { clock, out, pass } = createQueue()
    for (let i = 0; i < 6; i++) {
      pass(i)
      clock.advance(100)
    }
    expect(out).toEqual([[0], [1], [2], [3], [4], [5]])
    expect(clock.waiting).toEqual([])
  })

  test('L5 joins what is beyond the rate, in order, and sends it when the rate allows', () => {
    const { clock, out, pass } = createQueue()
    for (let i = 0; i < 8; i++) pass(i)
    expect(out).toEqual([[0], [1], [2]])
    clock.advance(99)
    expect(out).toHaveLength(3)
    clock.advance(1)
    expect(out).toEqual([[0], [1], [2], [3, 4, 5, 6, 7]])
  })

  test('L5 nothing overtakes what waits', () => {
    const { clock, out, pass } = createQueue()
    for (let i = 0; i < 4; i++) pass(i)
    clock.sleep(5_000)
    pass(4)
    clock.advance(0)
    expect(out).toEqual([[0], [1], [2], [3, 4]])
  })

  test('L5 is flushed, or forgets, when told to', () => {
    const { clock, out, pass, queue } = createQueue()
    for (let i = 0; i < 4; i++) pass(i)
    queue.flush()
    expect(out.at(-1)).toEqual([3])
    pass(4)
    queue.clear()
    expect(clock.waiting).toEqual([])
    queue.flush()
    expect(out).toHaveLength(4)
  })
})
