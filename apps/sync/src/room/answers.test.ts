import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { applyMessages } from '../../test/support/apply-messages.ts'
import { createManualClock } from '../../test/support/manual-clock.ts'
import type { Snapshot, StoredDocument } from '../store/store.ts'
import { createTimerWheel } from '../timer-wheel.ts'
import { Answers } from './answers.ts'
import { readDocument } from './document-reading.ts'
import { encodeSync } from './frames.ts'
import { RoomDocument } from './room-document.ts'
import { atOnce } from './turns.ts'

const quietAfterMs = 1_000
const nobody = new Uint8Array([0])
const emptyStep2 = new Uint8Array([0, 1, 2, 0, 0])

/** A room's memory and log, one row for each change. */
class Log {
  readonly rows: Uint8Array[] = []
  readonly doc = new Y.Doc()
  private readonly clock = createManualClock()
  /** Updates that were compared on another thread. */
  readonly compared: Uint8Array[] = []
  private readonly room: { readonly document: RoomDocument; readonly answers: Answers }

  constructor(
    readonly stored: StoredDocument,
    private readonly isDiffing = true,
  ) {
    for (const bytes of [...(stored.snapshot ? [stored.snapshot.bytes] : []), ...stored.updates])
      Y.applyUpdate(this.doc, bytes)
    const document = new RoomDocument(atOnce(readDocument(stored)), {
      wheel: createTimerWheel(this.clock),
      turns: { run: atOnce },
      quietAfterMs,
      elapsed: () => this.clock.elapsed(),
      isFlushed: () => true,
      committed: () => this.room.answers.updates,
      onLost: (cause) => expect.unreachable(cause.message),
    })
    this.room = { document, answers: new Answers(stored, document.isWhole, (...asked) => this.diff(...asked)) }
    this.doc.on('update', (update: Uint8Array) => this.commit(update))
  }

  get seq(): number {
    return this.stored.seq + this.rows.length
  }

  get text(): Y.Text {
    return this.doc.getText('default')
  }

  private commit(bytes: Uint8Array): void {
    const { update } = this.room.document.apply([{ bytes }])
    if (!update) return
    this.rows.push(update)
    this.room.answers.add(encodeSync('update', update), this.seq)
  }

  private async diff(update: Uint8Array, stateVector: Uint8Array): Promise<Uint8Array> {
    this.compared.push(update)
    if (this.isDiffing) return Y.diffUpdate(update, stateVector)
    throw new Error('the thread has ended')
  }

  /** What has to be waited for before somebody who has `doc` is answered. */
  async prepare(doc: Y.Doc): Promise<void> {
    await this.room.answers.prepare(Y.encodeStateVector(doc), this.room.document)
  }

  /** Nobody writes for a while. Whether the document is bytes then. */
  rest(): boolean {
    this.clock.advance(2 * quietAfterMs)
    return !this.room.document.isLive
  }

  snapshot(): Snapshot {
    return { seq: this.seq, bytes: Y.encodeStateAsUpdate(this.doc), stateVector: Y.encodeStateVector(this.doc) }
  }

  take(snapshot: Snapshot): void {
    this.room.answers.onSnapshot(snapshot)
  }

  answer(stateVector: Uint8Array = nobody): readonly Uint8Array[] {
    return this.room.answers.to(stateVector, this.room.document)
  }

  /** What a newcomer, or somebody who has `doc` already, ends up with. */
  join(doc = new Y.Doc()): unknown {
    applyMessages(doc, this.answer(Y.encodeStateVector(doc)))
    return [doc.getText('default').toDelta(), doc.store.pendingStructs, doc.store.pendingDs]
  }
}

describe('Answers', () => {
  let log: Log

  beforeEach(() => {
    const before = new Log({ updates: [], seq: 0 })
    before.text.insert(0, 'a snapshot')
    const snapshot = before.snapshot()
    before.text.insert(0, 'and ')
    before.text.insert(0, 'then ')
    log = new Log({ snapshot, updates: before.rows.slice(1), seq: 3 })
  })

  it('C1 gives a newcomer the stored bytes, in messages that all newcomers share, and step 2 last', () => {
    log.text.insert(0, 'now ')
    const { snapshot, updates } = log.stored
    const expected = [snapshot?.bytes ?? nobody, ...updates, ...log.rows].map((bytes) => encodeSync('update', bytes))
    const messages = log.answer()
    expect(messages).toEqual([...expected, emptyStep2])
    for (const [i, message] of log.answer().entries()) expect(message).toBe(messages[i])
    expect(log.join()).toEqual([[{ insert: 'now then and a snapshot' }], null, null])
  })

  it('C1 gives the same to a client that has changes of its own, and nothing of the document', () => {
    const messages = log.answer()
    const own = new Y.Doc()
    own.getText('default').insert(0, 'typed before: ')
    expect(log.answer(Y.encodeStateVector(own))).toEqual(messages)
    expect(new Log({ updates: [], seq: 0 }).answer()).toEqual([emptyStep2])
  })

  it.each([
    { how: 'merges many messages', count: 200, length: 1 },
    { how: 'encodes what is long', count: 30, length: 10_000 },
  ])('C1 $how behind the snapshot once for all newcomers', ({ count, length }) => {
    for (let i = 0; i < count; i++) log.text.insert(i % 7, 'x'.repeat(length))
    const messages = log.answer()
    expect(messages.length).toBeLessThan(20)
    expect(messages[0]).toEqual(encodeSync('update', log.stored.snapshot?.bytes ?? nobody))
    log.text.insert(0, 'y')
    const later = log.answer()
    expect(later).toHaveLength(messages.length + 1)
    for (const [i, message] of messages.slice(0, -1).entries()) expect(later[i]).toBe(message)
    expect(log.join()).toEqual([log.text.toDelta(), null, null])
  })

  it('C1 C3 asks nothing of the document for a newcomer while many people write', () => {
    for (let i = 0; i < 1_000; i++) log.text.insert(i % 7, 'x')
    expect(log.rest()).toBe(true)
    expect(log.join()).toEqual([log.text.toDelta(), null, null])
    expect(log.rest()).toBe(true)
  })

  it('C1 keeps nothing but the snapshot for a room that nobody joins', () => {
    log.text.insert(0, 'x'.repeat(300_000))
    log.text.delete(0, 300_000)
    const bytes = log.answer().reduce((sum, message) => sum + message.length, 0)
    expect(bytes).toBeLessThan(1_000)
  })

  it('C1 takes a new snapshot for what it holds, and one that is ahead of the room when the room has caught up', () => {
    log.text.insert(0, 'x')
    const covered = log.snapshot()
    log.text.insert(0, 'y')
    log.take(covered)
    expect(log.answer()).toHaveLength(3)
    expect(log.join()).toEqual([log.text.toDelta(), null, null])
    const ahead = new Y.Doc()
    Y.applyUpdate(ahead, Y.encodeStateAsUpdate(log.doc))
    ahead.getText('default').insert(0, 'z')
    const stateVector = Y.encodeStateVector(ahead)
    log.take({ seq: log.seq + 1, bytes: Y.encodeStateAsUpdate(ahead), stateVector })
    expect(log.join()).toEqual([log.text.toDelta(), null, null])
    Y.applyUpdate(log.doc, Y.encodeStateAsUpdate(ahead))
    expect(log.answer()).toHaveLength(2)
    expect(log.join()).toEqual([ahead.getText('default').toDelta(), null, null])
  })

  it('C1 V3 passes nothing on that waits for something that the store lacks', () => {
    const writer = new Log({ updates: [], seq: 0 })
    for (const letter of 'abc') writer.text.insert(0, letter)
    const torn = new Log({ updates: [writer.rows[0] ?? nobody, writer.rows[2] ?? nobody], seq: 3 })
    expect(torn.join()).toEqual([[{ insert: 'a' }], null, null])
    const bytes = Y.mergeUpdates([...torn.stored.updates])
    torn.take({ seq: 3, bytes, stateVector: Y.encodeStateVectorFromUpdate(bytes) })
    expect(torn.join()).toEqual([[{ insert: 'a' }], null, null])
  })

  it('C2 answers everybody who has all structs with one message, which is empty where nothing was deleted', () => {
    const copy = new Y.Doc()
    log.join(copy)
    expect(log.answer(Y.encodeStateVector(copy))).toEqual([emptyStep2])
    log.text.delete(0, 3)
    const [message] = log.answer(Y.encodeStateVector(copy))
    copy.getText('default').insert(0, 'a change that the server lacks')
    expect(log.answer(Y.encodeStateVector(copy))[0]).toBe(message)
    log.text.delete(0, 1)
    const after = log.answer(Y.encodeStateVector(log.doc))
    expect(after[0]).not.toBe(message)
    const behind = new Y.Doc()
    Y.applyUpdate(behind, Y.mergeUpdates([log.stored.snapshot?.bytes ?? nobody, ...log.stored.updates]))
    applyMessages(behind, after)
    expect(behind.getText('default').toString()).toBe(log.text.toString())
  })

  it.each([
    { isDiffing: true, answer: 'what they lack of it, compared elsewhere', atMost: 1_000 },
    { isDiffing: false, answer: 'all of it where that failed', atMost: 110_000 },
  ])('C2 C3 tells who was away since before a large snapshot $answer, and asks the document nothing', async (when) => {
    const before = new Log({ updates: [], seq: 0 })
    before.text.insert(0, 'x'.repeat(100_000))
    const [away, longer] = [new Y.Doc(), new Y.Doc()]
    for (const doc of [away, longer]) before.join(doc)
    before.text.insert(5, 'a line that was written meanwhile')
    before.text.delete(50_000, 10)
    const room = new Log({ snapshot: before.snapshot(), updates: [], seq: 3 }, when.isDiffing)
    room.text.insert(0, 'and after it')
    room.rest()
    await Promise.all([room.prepare(away), room.prepare(longer)])
    expect(room.compared).toHaveLength(1)
    const bytes = room.answer(Y.encodeStateVector(away)).reduce((sum, message) => sum + message.length, 0)
    expect(bytes).toBeLessThan(when.atMost)
    expect(room.join(away)).toEqual([room.text.toDelta(), null, null])
    expect(room.rest()).toBe(true)
  })

  it('C1 C2 C3 whoever joins whenever, with whatever, has what the room has', async () => {
    const step = fc.record({
      act: fc.constantFrom(
        'insert',
        'insert',
        'paste',
        'delete',
        'join',
        'return',
        'rest',
        'note snapshot',
        'take snapshot',
      ),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      times: fc.integer({ min: 1, max: 20 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const room = new Log({ updates: [], seq: 0 })
        const [old, snapshots] = [new Y.Doc(), [room.snapshot()]]
        for (const { act, at, times } of steps) {
          const index = Math.floor(at * room.text.length)
          const whole = [room.text.toDelta(), null, null]
          if (act === 'insert') for (let i = 0; i < times; i++) room.text.insert(index, 'ab')
          if (act === 'paste') room.text.insert(index, 'x'.repeat(times * 20_000))
          if (act === 'delete') room.text.delete(index, Math.min(times, room.text.length - index))
          if (act === 'join') expect(room.join()).toEqual(whole)
          if (act === 'return') await room.prepare(old)
          if (act === 'return') expect(room.join(old)).toEqual(whole)
          if (act === 'rest') room.rest()
          if (act === 'note snapshot') snapshots.push(room.snapshot())
          if (act === 'take snapshot') room.take(snapshots[Math.floor(at * snapshots.length)] ?? room.snapshot())
        }
        expect(room.join()).toEqual([room.text.toDelta(), null, null])
      }),
      { numRuns: 100 },
    )
  })
})
