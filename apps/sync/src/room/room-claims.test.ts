import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { docUnder, forgeClients, forgeGc } from '../../test/support/forge.ts'
import { createMemoryStore, type MemoryStore, settled } from '../../test/support/memory-store.ts'
import { openRoom } from '../../test/support/open-room.ts'
import { createMember, type RecordingMember } from '../../test/support/recording-member.ts'
import { ByteBudget } from './byte-budget.ts'
import type { Room } from './room.ts'

const documentId = '01890a5d-ac96-774b-bcce-b302099a8057'

describe('V4 a room', () => {
  let store: MemoryStore
  let room: Room
  let queue: ByteBudget
  let ended: string[]
  let members: { [name in 'ada' | 'bob' | 'eve']: RecordingMember }
  let sent = 0

  beforeEach(async () => {
    store = createMemoryStore()
    store.create(documentId)
    queue = new ByteBudget(10_000_000)
    ended = []
    room = await openRoom(documentId, { store, queue, ended })
    const enter = (name: string) => {
      const member = createMember(name, (gone) => room.leave(gone))
      room.enter(member)
      room.answer(member, new Uint8Array([0]))
      return member
    }
    members = { ada: enter('ada'), bob: enter('bob'), eve: enter('eve') }
  })

  function give(name: keyof typeof members, update: Uint8Array): string {
    const judgement = room.judge(update, 'writer', name)
    if (judgement.kind === 'fits' || judgement.kind === 'known') room.hold(members[name], update, judgement, ++sent)
    return judgement.kind
  }
  const write = (name: keyof typeof members, client: number, text: string) =>
    give(name, Y.encodeStateAsUpdate(docUnder(client, text)))
  const textOf = async () => {
    const doc = new Y.Doc()
    for (const { bytes } of await store.readAfter(documentId, 0, 99)) Y.applyUpdate(doc, bytes)
    return doc.getText('default').toString()
  }
  const storedElsewhere = (userId: string, clientId: number, text: string) =>
    store.append({
      documentId,
      bytes: Y.encodeStateAsUpdate(docUnder(clientId, text)),
      authorIds: [userId],
      claims: [{ clientId, userId }],
    })

  it('V4 claims an id with the first update under it, once', async () => {
    store.hold()
    expect([write('ada', 1, 'a'), write('ada', 1, 'ab'), write('bob', 2, 'b')]).toEqual(['fits', 'fits', 'fits'])
    expect(store.waiting[0]?.claims).toEqual([{ clientId: 1, userId: 'ada' }])
    await store.commit()
    expect(store.waiting[0]?.claims).toEqual([{ clientId: 2, userId: 'bob' }])
    await store.commit()
    expect(write('ada', 1, 'abc')).toBe('fits')
    expect(store.waiting[0]?.claims).toEqual([])
  })

  it('V4 knows whose an id is while its first update waits, and while it is on its way', async () => {
    store.hold()
    expect([write('ada', 1, 'a'), write('bob', 2, 'b')]).toEqual(['fits', 'fits'])
    expect([write('eve', 1, 'ab'), write('eve', 2, 'bc')]).toEqual(['client-taken', 'client-taken'])
    await store.commit()
    expect(give('eve', forgeGc(1, 1, 9))).toBe('client-taken')
    await store.commit()
    expect(await textOf()).toBe('ab')
  })

  it('V4 takes the others of a window where another node was first with one id of it, and shows what that stored', async () => {
    write('bob', 9, 'start')
    await settled()
    store.hold()
    write('bob', 9, 'start!')
    write('eve', 1, 'of Eve, longer')
    write('bob', 3, 'of Bob')
    await store.commit()
    expect(store.waiting).toHaveLength(1)
    const elsewhere = storedElsewhere('ada', 1, 'of Ada')
    // Both wait; the other node's is first.
    store.rotate()
    await Promise.all([store.commit(), elsewhere])
    await store.commit()
    await store.finishLoads()
    expect([members.eve.ends, members.bob.ends, ended]).toEqual([['clientIdTaken'], [], []])
    await store.commit()
    expect(await textOf()).toMatch(/of Ada/)
    expect(await textOf()).toMatch(/of Bob/)
    expect(await textOf()).not.toMatch(/of Eve/)
    expect([room.seq, queue.bytes]).toEqual([4, 0])
    expect(members.ada.updates).toHaveLength(4)
    expect(give('eve', forgeGc(1, 6, 9))).toBe('client-taken')
  })

  it('V4 sees claims of another node together with what it stored', async () => {
    write('bob', 2, 'b')
    await settled()
    store.hold()
    write('bob', 2, 'bb')
    write('eve', 1, 'of Eve')
    const elsewhere = storedElsewhere('ada', 1, 'of Ada, longer')
    store.rotate()
    await Promise.all([store.commit(), elsewhere])
    await store.commit()
    expect(members.eve.ends).toEqual(['clientIdTaken'])
    expect([room.isFlushed, queue.bytes, members.bob.ends]).toEqual([true, 0, []])
    expect(write('ada', 1, 'of Ada, longer still')).toBe('fits')
  })

  it('V4 bounds how many ids come with one update, and with one window', () => {
    store.hold()
    expect(give('eve', forgeClients(1, 10_001))).toBe('policy')
    write('ada', 1_000_000, 'on its way')
    expect(give('eve', forgeClients(1, 10_000))).toBe('fits')
    expect(write('ada', 1_000_001, 'more')).toBe('queue-full')
  })
})
