import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { forgeDeletion } from '../../test/support/forge.ts'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { createTimerWheel } from '../timer-wheel.ts'
import { readLive } from './document-reading.ts'
import { RoomDocument } from './room-document.ts'
import { atOnce, Turns } from './turns.ts'
import { scanUpdate } from './update-scan.ts'

const quietAfterMs = 1_000
const nothing = new Uint8Array([0])

/** A document, and what of it somebody else keeps as bytes. */
function createScene() {
  const clock = createManualClock()
  const kept: Uint8Array[] = []
  const lost: string[] = []
  const state = { isFlushed: true, canBeRead: true }
  const document = new RoomDocument(atOnce(readLive([])), {
    turns: new Turns(),
    wheel: createTimerWheel(clock),
    quietAfterMs,
    elapsed: () => clock.elapsed(),
    isFlushed: () => state.isFlushed,
    committed: () => (state.canBeRead ? kept : undefined),
    onLost: (cause) => lost.push(cause.message),
  })
  const author = new Y.Doc()
  author.on('update', (bytes: Uint8Array) => {
    const { update } = document.apply([{ bytes }])
    if (update) kept.push(update)
  })
  return { clock, document, author, text: author.getText('default'), kept, lost, state }
}

describe('RoomDocument', () => {
  it('C3 is bytes when nobody wrote for a while, and live again with the next update', () => {
    const { clock, document, text } = createScene()
    text.insert(0, 'quiet')
    clock.advance(quietAfterMs - 300)
    text.insert(5, '!')
    clock.advance(quietAfterMs - 300)
    expect(document.isLive).toBe(true)
    clock.advance(quietAfterMs)
    expect(document.isLive).toBe(false)
    expect(clock.waiting, 'a quiet document has no timer').toBe(0)
    text.insert(0, 'not ')
    expect(document.isLive).toBe(true)
    const copy = new Y.Doc()
    Y.applyUpdate(copy, document.encodeSince(nothing))
    expect(copy.getText('default').toString()).toBe('not quiet!')
    clock.advance(2 * quietAfterMs)
    expect(document.isLive).toBe(false)
  })

  it('C3 stays live while something is on its way to the store, or nobody else holds the bytes', () => {
    const { clock, document, text, state } = createScene()
    text.insert(0, 'x')
    for (const reason of ['isFlushed', 'canBeRead'] as const) {
      state[reason] = false
      clock.advance(3 * quietAfterMs)
      expect(document.isLive).toBe(true)
      state[reason] = true
    }
    clock.advance(2 * quietAfterMs)
    expect(document.isLive).toBe(false)
  })

  it('C3 is lost, and says so, where the bytes are not what it was', () => {
    const { clock, document, text, kept, lost } = createScene()
    text.insert(0, 'x')
    clock.advance(2 * quietAfterMs)
    kept.length = 0
    expect(() => document.encodeSince(nothing)).toThrow('not live')
    expect(lost).toEqual(['a quiet document woke up as another one'])
  })

  it('C3 tells the same when it is quiet as when it was live', () => {
    const edit = fc.record({
      isDeletion: fc.boolean(),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 1, max: 9 }),
      client: fc.constantFrom(1, 2, 2 ** 31),
    })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 40 }), (edits) => {
        const { clock, document, author, text, kept } = createScene()
        for (const { isDeletion, at, length, client } of edits) {
          author.clientID = client
          const index = Math.floor(at * text.length)
          if (isDeletion) text.delete(index, Math.min(length, text.length - index))
          else text.insert(index, 'abcdefghi'.slice(0, length))
        }
        const live = atOnce(readLive(kept))
        clock.advance(3 * quietAfterMs)
        expect(document.isLive).toBe(false)
        const { facts } = document
        expect([facts.stateVector, facts.digest]).toEqual([live.stateVector, live.digest])
        expect([...facts.clocks]).toEqual([...live.clocks])
        for (const bytes of [...kept, ...oneByOne(author), facts.deletions.encode()]) {
          const scan = scanUpdate(bytes)
          expect(facts.contains(scan)).toBe(live.contains(scan))
          expect(facts.countUndeleted(scan)).toBe(live.countUndeleted(scan))
        }
        const copy = new Y.Doc()
        for (const bytes of kept) Y.applyUpdate(copy, bytes.slice())
        Y.applyUpdate(copy, facts.deletions.encode())
        expect([copy.store.pendingDs, copy.getText('default').toString()]).toEqual([null, text.toString()])
      }),
      { numRuns: 100 },
    )
  })
})

/** Updates that each delete one clock of `doc`, or the one behind its last. */
function oneByOne(doc: Y.Doc): Uint8Array[] {
  return [...Y.decodeStateVector(Y.encodeStateVector(doc))].flatMap(([client, clock]) =>
    Array.from({ length: clock + 1 }, (_, at) => forgeDeletion(client, at)),
  )
}
