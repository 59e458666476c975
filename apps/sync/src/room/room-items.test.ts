import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { applyMessages } from '../../test/support/apply-messages.ts'
import { createManualClock, type ManualClock } from '../../test/support/manual-clock.ts'
import { createMemoryStore, type MemoryStore, settled } from '../../test/support/memory-store.ts'
import { openRoom } from '../../test/support/open-room.ts'
import { createMember } from '../../test/support/recording-member.ts'
import { RoomWriter } from '../../test/support/room-writer.ts'
import { defaultSettings } from '../config/config.ts'
import type { Room } from './room.ts'

const documentId = '01890a5d-ac96-774b-bcce-b302099a8057'
const maxDocumentItems = 200

describe('V6 the items of a document', () => {
  let store: MemoryStore
  let clock: ManualClock
  let room: Room
  let writer: RoomWriter

  const open = () => openRoom(documentId, { store, clock, settings: { maxDocumentItems } })

  beforeEach(async () => {
    store = createMemoryStore()
    store.create(documentId)
    clock = createManualClock()
    room = await open()
    writer = new RoomWriter(room, createMember('ada'))
  })

  /** What the room says of the change, which is held where it fits. */
  async function change(act: (text: Y.XmlFragment) => void): Promise<string[]> {
    writer.doc.transact(() => act(writer.doc.getXmlFragment('default')))
    const said = writer.made.splice(0).map((update) => writer.give(update))
    await settled()
    return said
  }
  /** One item each, a few bytes in all. */
  const addNodes = (count: number) =>
    change((root) =>
      root.insert(
        0,
        Array.from({ length: count }, () => new Y.XmlElement('a')),
      ),
    )
  const isFull = () => {
    const other = new Y.Doc()
    other.getXmlFragment('default').insert(
      0,
      [1, 2, 3].map(() => new Y.XmlElement('a')),
    )
    return room.judge(Y.encodeStateAsUpdate(other), 'writer', 'zoe').kind === 'document-full'
  }

  it('V6 are bounded, however few bytes they have, and deleting them makes room', async () => {
    expect(await addNodes(150)).toEqual(['fits'])
    expect(await addNodes(51)).toEqual(['document-full'])
    const next = new RoomWriter(room, createMember('bob'))
    applyMessages(next.doc, room.answer(next.member, new Uint8Array([0])))
    next.made.length = 0
    writer = next
    expect(await addNodes(50)).toEqual(['fits'])
    expect(await change((root) => root.delete(0, 100))).toEqual(['fits'])
    expect(await addNodes(90)).toEqual(['fits'])
  })

  it('V6 are not letters: what is typed in a row is one, however it came', async () => {
    await change((root) => root.insert(0, [new Y.XmlText('x'.repeat(5_000))]))
    for (let i = 0; i < 1_000; i++) {
      expect(await change((root) => (root.get(0) as Y.XmlText).insert(5_000 + i, 'y'))).toEqual(['fits'])
    }
    expect(await addNodes(150)).toEqual(['fits'])
  })

  it('V6 are counted with what waits', async () => {
    store.hold()
    expect(await addNodes(90)).toEqual(['fits'])
    expect(await addNodes(90)).toEqual(['fits'])
    expect(await addNodes(90)).toEqual(['document-full'])
  })

  it('V6 are counted where a text is split: by insertions, and by deletions up to twice the limit', async () => {
    await change((root) => root.insert(0, [new Y.XmlText('x'.repeat(5_000))]))
    const text = () => writer.doc.getXmlFragment('default').get(0) as Y.XmlText
    const said: string[] = []
    for (let i = 0; i < 150; i++) said.push(...(await change(() => text().insert(4_990 - 30 * i, 'y'))))
    const fitted = said.indexOf('document-full')
    expect(fitted).toBeGreaterThan(80)
    expect(fitted).toBeLessThan(120)
    room = await open()
    writer = new RoomWriter(room, createMember('bob'))
    applyMessages(writer.doc, room.answer(writer.member, new Uint8Array([0])))
    writer.made.length = 0
    expect(isFull()).toBe(true)
    const deletions: string[] = []
    for (let i = 0; i < 150; i++) deletions.push(...(await change(() => text().delete(4_500 - 28 * i, 1))))
    const held = deletions.indexOf('document-full')
    expect(held).toBeGreaterThan(80)
    expect(held).toBeLessThan(130)
  })

  it('V6 are known of a quiet document, and after a load', async () => {
    await addNodes(190)
    clock.advance(3 * defaultSettings.quietAfterMs)
    expect(room.isLive).toBe(false)
    expect(await addNodes(20)).toEqual(['document-full'])
    room = await open()
    expect(room.judge(Y.encodeStateAsUpdate(writer.doc), 'writer', 'ada').kind).toBe('document-full')
  })

  it('V6 are not what a client deleted before, and names again with what it sends', async () => {
    await change((root) => root.insert(0, [new Y.XmlText('x'.repeat(1_000))]))
    const text = writer.doc.getXmlFragment('default').get(0) as Y.XmlText
    await change(() => {
      for (let i = 0; i < 80; i++) text.delete(10 * i, 1)
    })
    const late = Y.encodeStateVector(writer.doc)
    expect(await addNodes(5)).toEqual(['fits'])
    writer.doc.getXmlFragment('default').insert(0, [new Y.XmlElement('b')])
    const step2 = Y.encodeStateAsUpdate(writer.doc, late)
    store.hold()
    expect(writer.give(step2)).toBe('fits')
  })
})
