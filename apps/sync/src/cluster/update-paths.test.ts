import type { Tracing } from '@duplex/tracing'
import { noTracing } from '@duplex/tracing'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import type { NamedTrace } from '../room/followed.ts'
import { UpdateTraces } from '../telemetry/update-traces.ts'
import { UpdatePaths } from './update-paths.ts'

/** As far as the choice of updates is concerned. */
const on: Tracing = { ...noTracing, isOn: true }
const trace = new Uint8Array(24).fill(7)

/** Paths of updates whose commit takes 2 ms. */
function createStage(tracing = noTracing) {
  const clock = createManualClock()
  const paths = new UpdatePaths(clock, new UpdateTraces(tracing))
  let seq = 0
  /** Undefined where it is not followed; else what its row says of that. */
  const commit = async (documentId = 'd', named?: NamedTrace) => {
    const update = { documentId, bytes: new Uint8Array(5), authorIds: [], claims: [] }
    const followed = paths.follow(update, named)
    seq++
    await followed?.commit(async () => {
      clock.advance(2)
      return seq
    })
    const mark = followed?.published()
    clock.advance(3)
    followed?.sending()
    followed?.sent()
    return mark
  }
  const write = async () => {
    paths.messageCame()
    clock.advance(1)
    return await commit()
  }
  return { clock, paths, commit, write }
}

describe('the ways of updates', () => {
  it('are timed from the message to those who are told', async () => {
    const { paths, write } = createStage()
    expect(await write()).toEqual({ isFollowed: true })
    const times = { appliedMs: 1, committedMs: 3, publishedMs: 3, sentMs: 6 }
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
    const { paths, commit } = createStage()
    paths.messageCame()
    await Promise.resolve()
    expect(await commit()).toBeUndefined()
    expect(paths.newest).toEqual([])
  })

  it('are those of an update of which the client named a trace, also where it waited', async () => {
    const { clock, paths, commit } = createStage(on)
    const cameAt = clock.elapsed()
    clock.advance(40)
    expect(await commit('d', { trace, cameAt })).toMatchObject({ isFollowed: true })
    expect(paths.newest).toMatchObject([{ appliedMs: 40, committedMs: 42 }])
  })

  it('are not asked for by anybody where nothing is traced', async () => {
    const { clock, paths, commit } = createStage()
    expect(await commit('d', { trace, cameAt: clock.elapsed() })).toBeUndefined()
    expect(paths.newest).toEqual([])
  })

  it('are two a second of a document and 20 of a node, whatever clients ask for', async () => {
    const { clock, commit } = createStage(on)
    const ask = async (documentId: string) =>
      (await commit(documentId, { trace, cameAt: clock.elapsed() })) !== undefined
    expect([await ask('0'), await ask('0')]).toEqual([true, false])
    for (let i = 1; i < 10; i++) expect(await ask(String(i))).toBe(true)
    expect(await ask('10')).toBe(false)
    clock.advance(500)
    expect([await ask('10'), await ask('0')]).toEqual([true, true])
  })

  it('name updates of other nodes that were told here, where those follow them', () => {
    const { clock, paths } = createStage()
    const heardAt = clock.now()
    const row = { seq: 7, bytes: new Uint8Array(), claims: [] }
    expect(paths.hear('d', row)).toBeUndefined()
    const followed = paths.hear('d', { ...row, isFollowed: true })
    clock.advance(2)
    expect(followed?.sending()).toBeUndefined()
    followed?.sent()
    expect(paths.heard).toEqual([{ documentId: 'd', seq: 7, heardAt, sentAt: heardAt + 2 }])
  })
})
