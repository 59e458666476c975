import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { applyMessages } from '../../test/support/apply-messages.ts'
import { docUnder, forgeClients, updatesOf } from '../../test/support/forge.ts'
import { lose, lostDoc, startLosing } from '../../test/support/lost-window.ts'
import { createManualClock, type ManualClock } from '../../test/support/manual-clock.ts'
import { createMemoryStore, type MemoryStore, settled } from '../../test/support/memory-store.ts'
import { openRoom } from '../../test/support/open-room.ts'
import { createMember, type RecordingMember } from '../../test/support/recording-member.ts'
import { Overload } from '../overload.ts'
import { Refusal } from '../refusal.ts'
import { ByteBudget } from './byte-budget.ts'
import type { Room } from './room.ts'

const documentId = '01890a5d-ac96-774b-bcce-b302099a8057'
const away = new Refusal('storageAway')

/** A window was applied, and cannot be stored: another node gave one of its ids away, or it broke in the middle. */
describe('a room that builds its document anew', () => {
  let store: MemoryStore
  let clock: ManualClock
  let room: Room
  let queue: ByteBudget
  let ended: string[]
  let members: { [name in 'ada' | 'bob' | 'eve']: RecordingMember }
  let sent = 0

  beforeEach(async () => {
    store = createMemoryStore()
    store.create(documentId)
    clock = createManualClock()
    queue = new ByteBudget(10_000_000)
    ended = []
    room = await openRoom(documentId, { store, clock, queue, ended })
    const enter = (name: string) => {
      const member = createMember(name, (gone) => room.leave(gone))
      room.enter(member)
      room.answer(member, new Uint8Array([0]))
      return member
    }
    members = { ada: enter('ada'), bob: enter('bob'), eve: enter('eve') }
  })

  function give(name: keyof typeof members, update: Uint8Array, by: 'writer' | 'reader' = 'writer'): string {
    const judgement = room.judge(update, by, name)
    if (judgement.kind === 'fits' || judgement.kind === 'known') room.hold(members[name], update, judgement, ++sent)
    return judgement.kind
  }
  const stored = async () => {
    const doc = new Y.Doc()
    for (const { bytes } of await store.readAfter(documentId, 0, 99)) Y.applyUpdate(doc, bytes)
    return doc
  }
  const textOf = async () => (await stored()).getText('default').toString()

  it('ST1 V1 calls nothing known, and acknowledges nothing, because of what will not be stored', async () => {
    startLosing(store, room, members.eve)
    expect(give('bob', Y.encodeStateAsUpdate(lostDoc()), 'reader')).toBe('known')
    await lose(store, documentId)
    expect(give('bob', Y.encodeStateAsUpdate(lostDoc()), 'reader')).toBe('rebuilding')
    await store.finishLoads()
    expect(members.eve.ends).toEqual(['clientIdTaken'])
    expect([members.bob.stored, members.bob.story]).toEqual([[], ['dropped', 'update']])
    expect(give('bob', Y.encodeStateAsUpdate(lostDoc()), 'reader')).toBe('forbidden')
  })

  it('V3 asks those again who built on what will not be stored, and sends nobody away for it', async () => {
    startLosing(store, room, members.eve)
    const copy = lostDoc()
    copy.clientID = 2
    const [onEves] = updatesOf(copy, () => copy.getText('default').insert(12, ' and Bob')) as [Uint8Array]
    const own = Y.encodeStateAsUpdate(docUnder(3, 'of Bob'))
    expect([give('ada', own), give('bob', onEves), give('bob', Y.encodeStateAsUpdate(docUnder(4, '')))]).toEqual([
      'fits',
      'fits',
      'fits',
    ])
    await lose(store, documentId)
    await store.finishLoads()
    await store.commit()
    expect([members.eve.ends, members.bob.ends, members.ada.ends]).toEqual([['clientIdTaken'], [], []])
    expect(members.bob.story).toContain('dropped')
    expect([members.ada.stored.length, members.bob.stored]).toEqual([1, []])
    expect(await textOf()).toMatch(/^of (Bobof Ada|Adaof Bob)$/)
    expect([room.isFlushed, queue.bytes]).toEqual([true, 0])
  })

  it('V2 V3 knows no gap and no content of a document that broke in the middle', async () => {
    const bobs = docUnder(5, 'one')
    give('bob', Y.encodeStateAsUpdate(bobs))
    await settled()
    store.hold()
    give('ada', Y.encodeStateAsUpdate(docUnder(6, 'on its way')))
    const judgement = room.judge(forgeClients(7, 1), 'writer', 'eve')
    room.hold(members.eve, new Uint8Array([9, 9]), judgement, ++sent)
    const [two, three] = [' two', ' three'].map(
      (text) => updatesOf(bobs, () => bobs.getText('default').insert(bobs.getText('default').length, text))[0],
    ) as [Uint8Array, Uint8Array]
    give('bob', two)
    await store.commit()
    expect(members.eve.ends).toEqual(['policy'])
    expect(give('bob', three)).toBe('rebuilding')
    await store.finishLoads()
    expect(give('bob', three)).toBe('fits')
    await store.commit()
    await store.commit()
    expect(await textOf()).toContain('one two three')
    expect([members.bob.ends, members.bob.story.includes('dropped'), queue.bytes]).toEqual([[], false, 0])
  })

  it('ST8 answers nobody in between, and everybody afterwards', async () => {
    startLosing(store, room, members.eve)
    await lose(store, documentId)
    const copies: Y.Doc[] = []
    room.atBoundary(members.bob, () => {
      const copy = new Y.Doc()
      applyMessages(copy, room.answer(members.bob, new Uint8Array([0])))
      copies.push(copy)
    })
    expect(copies).toEqual([])
    await store.finishLoads()
    expect(copies.map((copy) => copy.getText('default').toString())).toEqual(['of Ada'])
  })

  it('ST7 does not ask for ever what nobody waits for any more', async () => {
    startLosing(store, room, members.eve)
    await lose(store, documentId)
    store.failReads(away)
    await store.finishLoads()
    room.end('damaged')
    clock.advance(60_000)
    await settled()
    clock.advance(60_000)
    expect([store.loads, clock.waiting]).toEqual([2, 0])
  })

  it.each([
    ['away', away, 5_000],
    ['busy', new Overload('documentLoads', 30_000), 30_000],
  ])('ST7 L4 asks again while the store is %s, and keeps everybody', async (_, error, longestPauseMs) => {
    startLosing(store, room, members.eve)
    give('bob', Y.encodeStateAsUpdate(docUnder(2, 'of Bob')))
    await lose(store, documentId)
    store.failReads(error)
    for (let i = 0; i < 9; i++) {
      await store.finishLoads()
      clock.advance(longestPauseMs + 100)
      await settled()
    }
    expect([store.loads, members.bob.ends, ended]).toEqual([11, [], []])
    store.failReads()
    await store.finishLoads()
    await store.commit()
    expect([members.eve.ends, members.bob.ends, members.bob.stored.length]).toEqual([['clientIdTaken'], [], 1])
    expect(await textOf()).toContain('of Bob')
  })
})

describe('a room whose commit was stored without an answer', () => {
  it('ST7 ST1 reads its own row when it can, and heals', async () => {
    const store = createMemoryStore()
    store.create(documentId)
    const clock = createManualClock()
    const ended: string[] = []
    const room = await openRoom(documentId, { store, clock, ended })
    const [ada, bob] = [createMember('ada'), createMember('bob')]
    for (const member of [ada, bob]) {
      room.enter(member)
      room.answer(member, new Uint8Array([0]))
    }
    store.hold()
    const once = Y.encodeStateAsUpdate(docUnder(1, 'once'))
    room.hold(ada, once, room.judge(once, 'writer', 'ada'), 1)
    const [update] = store.waiting
    if (update) void store.append(update)
    store.rotate()
    store.failReads(away)
    await store.commit()
    await store.commit()
    expect([ada.ends, ada.stored, bob.updates, ended]).toEqual([[], [], [], []])
    for (let i = 0; i < 9; i++) {
      clock.advance(6_000)
      await settled()
    }
    expect([ada.ends, ada.stored, ended]).toEqual([[], [], []])
    store.failReads()
    clock.advance(6_000)
    await settled()
    expect([ada.stored, bob.updates.length, room.seq]).toEqual([[{ upTo: 1, seq: 2 }], 1, 2])
    store.failReads(new Refusal('damaged'))
    const more = Y.encodeStateAsUpdate(docUnder(1, 'once more'))
    room.hold(ada, more, room.judge(more, 'writer', 'ada'), 2)
    void store.append(store.waiting[0] as NonNullable<typeof update>)
    store.rotate()
    await store.commit()
    await store.commit()
    expect([ada.ends, bob.ends, ended]).toEqual([['damaged'], ['damaged'], ['damaged']])
  })
})
