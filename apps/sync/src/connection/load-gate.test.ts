import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { settled } from '../../test/support/memory-store.ts'
import { LoadGate } from './load-gate.ts'

const roomy = { loadRate: { perSecond: 100, burst: 100 }, maxLoads: 100, maxWaitingLoads: 100 }

function scene(settings: Partial<typeof roomy>) {
  const clock = createManualClock()
  const gate = new LoadGate({ settings: { ...roomy, ...settings }, clock, random: () => 0 })
  const begun: number[] = []
  const ends: ((isGood: boolean) => void)[] = []
  /** A load that goes on until the test ends it. */
  const load = (n: number) =>
    gate.run(() => {
      begun.push(n)
      return new Promise<number>((resolve, reject) => {
        ends[n] = (isGood) => (isGood ? resolve(n) : reject(new Error(`load ${n}`)))
      })
    })
  return { clock, gate, begun, ends, load }
}

describe('L4 the gate of loads', () => {
  it('L4 lets so many run at a time, in the order in which they came', async () => {
    const { begun, ends, load } = scene({ maxLoads: 2 })
    const loads = [0, 1, 2, 3].map(load)
    await settled()
    expect(begun).toEqual([0, 1])
    ends[1]?.(true)
    expect(await loads[1]).toBe(1)
    await settled()
    expect(begun).toEqual([0, 1, 2])
  })

  it('L4 goes on after a load that failed', async () => {
    const { begun, ends, load } = scene({ maxLoads: 1 })
    const [failed] = [load(0), load(1)]
    await settled()
    ends[0]?.(false)
    await expect(failed).rejects.toThrow('load 0')
    await settled()
    expect(begun).toEqual([0, 1])
  })

  it('L4 begins no more a second than its rate allows, and all that wait in time', async () => {
    const { clock, begun, load } = scene({ loadRate: { perSecond: 10, burst: 5 } })
    for (let n = 0; n < 25; n++) void load(n)
    await settled()
    expect(begun).toHaveLength(5)
    clock.advance(1_000)
    await settled()
    expect(begun).toHaveLength(15)
    clock.advance(1_000)
    await settled()
    expect(begun).toHaveLength(25)
  })

  it('L4 sends away who would wait in too long a queue, each for later, and keeps the queue', async () => {
    const { begun, ends, load } = scene({ maxLoads: 1, maxWaitingLoads: 2, loadRate: { perSecond: 10, burst: 5 } })
    const loads = [0, 1, 2].map(load)
    await expect(load(3)).rejects.toMatchObject({ close: 'overloaded', of: 'documentLoads', retryMs: 300 })
    await expect(load(4)).rejects.toMatchObject({ retryMs: 400 })
    for (const n of [0, 1, 2]) {
      await settled()
      ends[n]?.(true)
      expect(await loads[n]).toBe(n)
    }
    void load(5)
    await settled()
    expect(begun).toEqual([0, 1, 2, 5])
  })
})
