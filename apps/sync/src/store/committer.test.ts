import { beforeEach, describe, expect, it } from 'vitest'
import { createManualClock, type ManualClock } from '../../test/support/manual-clock.ts'
import { settled } from '../../test/support/memory-store.ts'
import { Committer } from './committer.ts'
import type { NewUpdate, StorageState } from './store.ts'

type Call = { ids: string[]; succeed: () => void; fail: () => void }

describe('Committer', () => {
  let clock: ManualClock
  let calls: Call[]
  let states: StorageState[]
  let failures: number
  let isReachable: boolean
  let committer: Committer

  const append = (documentId: string) =>
    committer.append({ documentId, bytes: new Uint8Array(10), authorIds: [], claims: [] })
  const idsOf = (call: Call | undefined) => call?.ids
  /** Lets time pass in steps, and everything that follows from each. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 50) {
      clock.advance(Math.min(left, 50))
      await settled()
    }
  }

  beforeEach(() => {
    clock = createManualClock()
    calls = []
    states = []
    failures = 0
    isReachable = true
    committer = new Committer({
      clock,
      random: () => 0.5,
      statementTimeoutMs: 10_000,
      write: (updates: readonly NewUpdate[]) =>
        new Promise((resolve, reject) => {
          const ids = updates.map((update) => update.documentId)
          calls.push({ ids, succeed: () => resolve(ids.map((_, i) => i + 1)), fail: () => reject(new Error('no')) })
        }),
      probe: async () => {
        if (!isReachable) throw new Error('away')
      },
      onCommitted: () => undefined,
      onFailed: () => failures++,
      onState: (state) => states.push(state),
    })
  })

  it('ST2 sends a lone update at once, and gathers while a statement is on its way', async () => {
    const first = append('a')
    const rest = ['b', 'c', 'd'].map(append)
    expect(calls.map((call) => call.ids)).toEqual([['a']])
    calls[0]?.succeed()
    expect(await first).toBe(1)
    await settled()
    expect(idsOf(calls[1])).toEqual(['b', 'c', 'd'])
    calls[1]?.succeed()
    expect(await Promise.all(rest)).toEqual([1, 2, 3])
    expect(committer.lagMs).toBe(0)
  })

  it('ST7 tries a failed group again until it is stored, with growing pauses', async () => {
    isReachable = false
    const stored = append('a')
    for (let i = 0; i < 6; i++) {
      calls.at(-1)?.fail()
      await pass(6_000)
    }
    expect([failures, calls.length, states]).toEqual([6, 7, ['degraded']])
    expect(committer.lagMs).toBeGreaterThan(30_000)
    calls.at(-1)?.succeed()
    expect(await stored).toBe(1)
    expect(states).toEqual(['degraded', 'healthy'])
  })

  it('ST7 is degraded while a statement takes long, and gives it up in the end', async () => {
    const stored = append('a')
    await pass(3_000)
    expect([states, calls.length]).toEqual([['degraded'], 1])
    isReachable = false
    await pass(10_000)
    expect(calls.length).toBeGreaterThan(1)
    calls.at(-1)?.succeed()
    expect(await stored).toBe(1)
  })

  it('ST7 does not let one document hold up the others', async () => {
    const first = append('x')
    const rest = ['a', 'stuck', 'b'].map(append)
    calls[0]?.succeed()
    await first
    await settled()
    await pass(5_000)
    calls[1]?.fail()
    await settled()
    expect(calls.slice(2).map((call) => call.ids)).toEqual([['a'], ['stuck'], ['b']])
    for (const call of calls.slice(2)) if (!call.ids.includes('stuck')) call.succeed()
    calls[3]?.fail()
    expect(await rest[0]).toBe(1)
    expect(await rest[2]).toBe(1)
    const later = append('c')
    await settled()
    expect(idsOf(calls.at(-1))).toEqual(['c'])
    calls.at(-1)?.succeed()
    expect(await later).toBe(1)
    expect(committer.state).toBe('degraded')
    await pass(10_000)
    expect(idsOf(calls.at(-1))).toEqual(['stuck'])
    calls.at(-1)?.succeed()
    expect(await rest[1]).toBe(1)
    expect(committer.state).toBe('healthy')
  })

  it('ST2 puts no more into one statement than it should carry', async () => {
    void append('x')
    const big = () =>
      committer.append({ documentId: 'big', bytes: new Uint8Array(9 * 1024 * 1024), authorIds: [], claims: [] })
    for (const promise of [big(), big(), big()]) void promise
    calls[0]?.succeed()
    await settled()
    expect(idsOf(calls[1])).toEqual(['big'])
  })

  it('V4 puts no more claims into one statement than it should carry', async () => {
    void append('x')
    const claims = Array.from({ length: 10_000 }, (_, clientId) => ({ clientId, userId: 'ada' }))
    for (const documentId of ['a', 'b', 'c']) {
      void committer.append({ documentId, bytes: new Uint8Array(10), authorIds: [], claims })
    }
    calls[0]?.succeed()
    await settled()
    expect(idsOf(calls[1])).toEqual(['a'])
  })

  it('rejects what waits when it is closed', async () => {
    const [first, second] = [append('a'), append('b')]
    committer.close()
    await expect(first).rejects.toMatchObject({ close: 'storageAway' })
    await expect(second).rejects.toMatchObject({ close: 'storageAway' })
    await expect(append('c')).rejects.toMatchObject({ close: 'storageAway' })
  })
})
