import { beforeEach, describe, expect, it } from 'vitest'
import { createManualClock, type ManualClock } from '../../test/support/manual-clock.ts'
import { settled } from '../../test/support/memory-store.ts'
import { Refusal } from '../refusal.ts'
import { type MadeSnapshot, Snapshots } from './snapshots.ts'

const made: MadeSnapshot = { seq: 7, bytes: new Uint8Array([0, 0]), stateVector: new Uint8Array([0]), isStored: true }

type Work = { readonly documentId: string; finish(made: MadeSnapshot | undefined): void; fail(cause: unknown): void }

describe('Snapshots', () => {
  let clock: ManualClock
  let work: Work[]
  let story: string[]
  let snapshots: Snapshots

  beforeEach(() => {
    clock = createManualClock()
    work = []
    story = []
    snapshots = new Snapshots({
      clock,
      random: () => 1,
      make: (documentId) => new Promise((finish, fail) => work.push({ documentId, finish, fail })),
      onWritten: (documentId, seq) => story.push(`${documentId} written at ${seq}`),
      onFailed: (documentId) => story.push(`${documentId} failed`),
    })
  })

  async function next(act: (work: Work) => void): Promise<void> {
    const first = work.shift()
    if (!first) throw new Error('nothing is being made')
    act(first)
    await settled()
  }

  it('ST5 makes one at a time, and one for all who ask meanwhile', async () => {
    const answers = ['a', 'a', 'b', 'a'].map((documentId) => snapshots.request(documentId))
    expect(work.map(({ documentId }) => documentId)).toEqual(['a'])
    await next(({ finish }) => finish(made))
    expect(work.map(({ documentId }) => documentId)).toEqual(['b'])
    await next(({ finish }) => finish({ ...made, isStored: false }))
    expect((await Promise.all(answers)).map((snapshot) => snapshot?.seq)).toEqual([7, 7, 7, 7])
    expect(story).toEqual(['a written at 7'])
    void snapshots.request('a')
    expect(work).toHaveLength(1)
  })

  it('ST5 tries a failed one again after a pause, in which others have their turn, and not for ever', async () => {
    const answer = snapshots.request('a')
    void snapshots.request('b')
    await next(({ fail }) => fail(new Error('the thread died')))
    expect(work.map(({ documentId }) => documentId)).toEqual(['b'])
    await next(({ finish }) => finish(made))
    expect(work).toEqual([])
    for (let retry = 1; retry < 5; retry++) {
      clock.advance(10_000)
      await next(({ fail }) => fail(new Error('again')))
    }
    clock.advance(100_000)
    expect([work, await answer]).toEqual([[], undefined])
    expect(story.filter((event) => event === 'a failed')).toHaveLength(5)
  })

  it('ST6 does not try a damaged document again', async () => {
    const answer = snapshots.request('a')
    await next(({ fail }) => fail(new Refusal('damaged')))
    clock.advance(100_000)
    expect([work, await answer, story]).toEqual([[], undefined, ['a failed']])
  })

  it('ST5 drops what has not begun when it is closed, and waits for what has', async () => {
    const [a, b] = [snapshots.request('a'), snapshots.request('b')]
    let isClosed = false
    void snapshots.close().then(() => {
      isClosed = true
    })
    await settled()
    expect([isClosed, await b]).toEqual([false, undefined])
    await next(({ fail }) => fail(new Error('given up')))
    clock.advance(100_000)
    expect([isClosed, work, await a, await snapshots.request('c')]).toEqual([true, [], undefined, undefined])
  })
})
