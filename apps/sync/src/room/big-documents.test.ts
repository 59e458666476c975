import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { applyMessages } from '../../test/support/apply-messages.ts'
import { asRow, asSnapshot, writeBook } from '../../test/support/big-document.ts'
import { followNothing } from '../../test/support/follow-nothing.ts'
import { forgeDeletion } from '../../test/support/forge.ts'
import { longestHoldMs } from '../../test/support/loop-watch.ts'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { createMemoryStore, type MemoryStore, settled } from '../../test/support/memory-store.ts'
import { createMember, type RecordingMember } from '../../test/support/recording-member.ts'
import { silentRelay } from '../../test/support/silent-relay.ts'
import { defaultSettings, type Settings } from '../config/config.ts'
import type { StoredDocument } from '../store/store.ts'
import { createTimerWheel } from '../timer-wheel.ts'
import { encodeSync } from './frames.ts'
import type { Room } from './room.ts'
import { Rooms } from './rooms.ts'

const bigId = '01890a5d-ac96-774b-bcce-b302099a8057'
const smallId = '01890a5d-ac96-774b-bcce-b302099a8058'
const nothing = new Uint8Array([0])
const book = writeBook()
const authorOfBook = 4_000_000_000

/** Somebody in a room with a document of their own, who sends each change as it is made. */
class Author {
  readonly doc = new Y.Doc()
  readonly member: RecordingMember
  sent = 0
  private heard = 0

  constructor(
    readonly room: Room,
    name: string,
  ) {
    this.member = createMember(name)
    room.enter(this.member)
    applyMessages(this.doc, room.answer(this.member, nothing))
    this.doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'room' && this.give(update))
  }

  get root(): Y.XmlFragment {
    return this.doc.getXmlFragment('default')
  }

  write(): void {
    this.root.insert(this.root.length, [new Y.XmlElement('rule')])
  }

  give(update: Uint8Array): string {
    const judgement = this.room.judge(update, 'writer', this.member.person.id)
    if (judgement.kind === 'fits' || judgement.kind === 'known') {
      this.room.hold(this.member, update, judgement, ++this.sent)
    }
    return judgement.kind
  }

  get stored(): number {
    return this.member.stored.at(-1)?.upTo ?? 0
  }

  hear(): void {
    this.doc.transact(() => applyMessages(this.doc, this.member.updates.slice(this.heard)), 'room')
    this.heard = this.member.updates.length
  }
}

describe('C3 a large document', () => {
  let store: MemoryStore
  let rooms: Rooms
  let story: string[]

  beforeEach(() => start(asSnapshot(book)))

  function start(stored: StoredDocument, settings: Partial<Settings> = {}): void {
    store = createMemoryStore()
    for (const id of [bigId, smallId]) store.create(id)
    void store.append({ documentId: bigId, bytes: book, authorIds: [], claims: [] })
    const { load } = store
    const claims = new Map([[authorOfBook, 'zoe']])
    Object.assign(store, {
      load: async (id: string) => (id === bigId ? { ...stored, claims } : await load(id)),
    })
    const clock = createManualClock()
    story = []
    rooms = new Rooms({
      store,
      clock,
      wheel: createTimerWheel(clock),
      settings: { ...defaultSettings, ...settings },
      random: () => 0.5,
      relay: silentRelay,
      paths: followNothing,
      diff: async (update, stateVector) => Y.diffUpdate(update, stateVector),
      events: {
        windowStored: () => undefined,
        presenceSent: () => undefined,
        roomOpened: () => undefined,
        roomClosed: () => story.push('closed'),
        roomEnded: (_, close) => story.push(close),
        poisonMet: () => story.push('poison'),
      },
    })
  }

  const open = async (id = bigId) => (await rooms.acquire(id)).room
  const until = async (isSo: () => boolean) => {
    for (let turns = 0; !isSo(); turns++) {
      expect(turns).toBeLessThan(100_000)
      await settled()
    }
  }
  const contentOf = (author: Author) => author.root.toJSON()
  const storedDoc = async () => {
    const doc = new Y.Doc()
    for (const { bytes } of await store.readAfter(bigId, 0, 10_000)) Y.applyUpdate(doc, bytes)
    return doc.getXmlFragment('default').toJSON()
  }

  it('C3 is not made at all for those who read it', async () => {
    const room = await open()
    const reader = new Author(room, 'ada')
    expect([reader.root.length, room.isLive]).toEqual([12_000, false])
    expect(reader.give(book)).toBe('known')
    room.whenAnswerable(reader.member, Y.encodeStateVector(reader.doc), () => {
      expect(room.answer(reader.member, Y.encodeStateVector(reader.doc))).toHaveLength(1)
    })
    await settled()
    expect([reader.stored, room.isLive]).toEqual([1, false])
  })

  it.each([
    ['is opened as bytes, and wakes', asSnapshot(book), false],
    ['is read from a row', asRow(book), true],
  ])('C3 %s while a pair in another document is served', async (_, stored, isLiveAtOnce) => {
    const shares: { hold: number; answer: number }[] = []
    for (let round = 0; round < 4; round++) {
      start(stored)
      // A thread makes them, not this loop.
      store.failSnapshots(true)
      const before = performance.now()
      Y.applyUpdate(new Y.Doc(), book)
      const atOnceMs = performance.now() - before
      const small = await open(smallId)
      const [ada, bob] = [new Author(small, 'ada'), new Author(small, 'bob')]
      const work = open().then(async (room) => {
        expect(room.isLive).toBe(isLiveAtOnce)
        const deletion = forgeDeletion(authorOfBook, 0)
        room.hold(createMember('cara'), deletion, room.judge(deletion, 'writer', 'cara'), 1)
        await until(() => room.isLive && room.isFlushed)
      })
      const hold = longestHoldMs(work)
      const served = serve(ada, bob, hold)
      shares.push({ hold: (await hold) / atOnceMs, answer: (await served) / atOnceMs })
      await work
    }
    // Other processes, and the collector, only ever add to it.
    expect(Math.min(...shares.map(({ hold }) => hold))).toBeLessThan(1 / 2)
    expect(Math.min(...shares.map(({ answer }) => answer))).toBeLessThan(2 / 3)
  })

  /** ms that a change of Ada takes to Bob, and his answer to her, at most. */
  async function serve(ada: Author, bob: Author, work: Promise<unknown>): Promise<number> {
    let isOver = false
    void work.then(() => {
      isOver = true
    })
    let longest = 0
    let rounds = 0
    for (; !isOver; rounds++) {
      const startedAt = performance.now()
      for (const [from, to] of [[ada, bob] as const, [bob, ada] as const]) {
        const heard = to.member.updates.length
        from.write()
        await until(() => to.member.updates.length > heard)
      }
      longest = Math.max(longest, performance.now() - startedAt)
    }
    expect(rounds).toBeGreaterThan(20)
    return longest
  }

  it('ST1 C3 wakes under those who write: nothing is said before it is stored, and nothing is lost', async () => {
    const room = await open()
    const authors = ['ada', 'bob', 'cara'].map((name) => new Author(room, name))
    let turns = 0
    while (!room.isLive) {
      for (const author of authors) author.write()
      expect(authors.map(({ stored, member }) => [stored, member.updates.length])).toEqual(authors.map(() => [0, 0]))
      expect(room.seq).toBe(1)
      turns++
      await settled()
    }
    expect(turns).toBeGreaterThan(20)
    for (const author of authors) author.write()
    await until(() => room.isFlushed)
    for (const author of authors) author.hear()
    expect(authors.map(({ stored }) => stored)).toEqual(authors.map(({ sent }) => sent))
    expect(authors.map(({ root }) => root.length)).toEqual(authors.map(() => 12_000 + 3 * (turns + 1)))
    expect(new Set([...authors.map(contentOf), await storedDoc()]).size).toBe(1)
    expect(story).toEqual([])
  })

  it('C2 C3 answers whoever has a part of it and stays bytes, and lets nobody wait for that who has nothing', async () => {
    const room = await open()
    const [ada, bob] = [createMember('ada'), createMember('bob')]
    for (const member of [ada, bob]) room.enter(member)
    const half = Y.encodeStateVector(new Map([[authorOfBook, 1_000]]))
    const lacked = Y.diffUpdate(book, half)
    const answered: string[] = []
    room.whenAnswerable(ada, half, () => {
      expect(Buffer.compare(room.answer(ada, half)[0] ?? nothing, encodeSync('update', lacked))).toBe(0)
      answered.push('ada')
    })
    room.whenAnswerable(bob, nothing, () => answered.push('bob'))
    expect(answered).toEqual(['bob'])
    await until(() => answered.length === 2)
    expect([room.isLive, room.isFlushed]).toEqual([false, true])
  })

  it('V1 C3 asks a reader again whose deletions only the live document can judge', async () => {
    const room = await open()
    const judge = () => room.judge(forgeDeletion(authorOfBook, 0), 'reader', 'eve').kind
    expect(judge()).toBe('rebuilding')
    await until(() => room.isLive)
    expect(judge()).toBe('forbidden')
  })

  it('V6 C3 asks a writer again where only the live document can tell how many items there are', async () => {
    start(asSnapshot(book), { maxDocumentItems: 12_000 })
    const room = await open()
    const more = Y.encodeStateAsUpdate(Object.assign(new Y.Doc(), { clientID: 5 }))
    const other = new Y.Doc()
    other.getXmlFragment('default').insert(0, [new Y.XmlElement('rule')])
    const judge = (update: Uint8Array) => room.judge(update, 'writer', 'eve').kind
    expect([judge(more), judge(Y.encodeStateAsUpdate(other))]).toEqual(['known', 'rebuilding'])
    await until(() => room.isLive)
    expect(judge(Y.encodeStateAsUpdate(other))).toBe('document-full')
  })

  it('ST8 L3 is not unloaded while a window waits for it, and makes nothing for a room that has ended', async () => {
    const room = await open()
    const author = new Author(room, 'ada')
    author.write()
    room.leave(author.member)
    expect([room.isIdle, room.isFlushed, rooms.queue.bytes > 0]).toEqual([false, false, true])
    room.end('damaged')
    for (let i = 0; i < 200; i++) await settled()
    expect([room.isLive, room.seq, rooms.queue.bytes, author.member.stored, story]).toEqual([
      false,
      1,
      0,
      [],
      ['damaged'],
    ])
    const again = await open()
    const late = new Author(again, 'bob')
    late.write()
    again.leave(late.member)
    await until(() => again.isFlushed)
    expect([again.isLive, again.seq, again.isIdle]).toEqual([true, 2, true])
  })

  it('C3 is loaded anew, by Yjs itself, where its bytes are not what they seemed', async () => {
    const letter = (client: number, of: number) => [1, client, 0, 0x84, of, 0, 1, 'x'.charCodeAt(0)]
    const waiting = new Uint8Array([2, ...letter(2, 1), ...letter(1, 2), 0])
    start({ ...asSnapshot(book), updates: [waiting], seq: 2 })
    void store.append({ documentId: bigId, bytes: waiting, authorIds: [], claims: [] })
    const author = new Author(await open(), 'ada')
    author.write()
    await until(() => story.length > 0)
    expect([story, author.stored]).toEqual([['internalError'], 0])
    const room = await open()
    const again = new Author(room, 'ada')
    again.write()
    await until(() => room.isFlushed)
    expect([room.isLive, again.stored, again.root.length]).toEqual([true, 1, 12_001])
  })
})
