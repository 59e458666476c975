import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import type { NewUpdate, Store } from '../store/store.ts'
import { UpdatePaths } from './update-paths.ts'

const update: NewUpdate = { documentId: 'd', bytes: new Uint8Array(5), authorIds: [], claims: [] }

/** Paths through a store that takes 2 ms for a commit. */
function createStage() {
  const clock = createManualClock()
  const paths = new UpdatePaths(clock)
  let seq = 0
  const append = async () => {
    clock.advance(2)
    return ++seq
  }
  const store = paths.through({ append } as unknown as Store)
  const write = async () => {
    paths.messageCame()
    clock.advance(1)
    await store.append(update)
    const marks = ['another', 'd'].map((documentId) => paths.published(documentId, seq))
    clock.advance(3)
    paths.windowTold()
    return marks
  }
  return { clock, paths, store, write }
}

describe('the ways of updates', () => {
  it('are timed from the message to those who are told', async () => {
    const { paths, write } = createStage()
    await write()
    const times = { appliedMs: 1, committedMs: 3, sentMs: 6 }
    expect(paths.newest).toMatchObject([{ documentId: 'd', seq: 1, bytes: 5, ...times }])
  })

  it('are followed once a second at most, and only the newest are kept', async () => {
    const { clock, paths, write } = createStage()
    for (let i = 0; i < 3; i++) await write()
    expect(paths.newest).toHaveLength(1)
    for (let i = 0; i < 20; i++) {
      clock.advance(1_000)
      await write()
    }
    expect(paths.newest).toHaveLength(12)
    expect(paths.newest.at(-1)?.seq).toBe(23)
  })

  it('are not those of an update that waited: its message came in an earlier turn', async () => {
    const { paths, store } = createStage()
    paths.messageCame()
    await Promise.resolve()
    await store.append(update)
    paths.windowTold()
    expect(paths.newest).toEqual([])
  })

  it('know when the update was published, and say whether it is theirs', async () => {
    const { paths, write } = createStage()
    expect(await write()).toEqual([{}, { isFollowed: true }])
    expect(paths.newest).toMatchObject([{ publishedMs: 3, sentMs: 6 }])
  })

  it('name updates of other nodes that were told here', () => {
    const { clock, paths } = createStage()
    const heardAt = clock.now()
    clock.advance(2)
    paths.told('d', { seq: 7 }, heardAt)
    expect(paths.heard).toEqual([{ documentId: 'd', seq: 7, heardAt, sentAt: heardAt + 2 }])
  })
})
