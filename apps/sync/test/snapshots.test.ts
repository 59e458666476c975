import { appendUpdates, DamagedDocumentError } from '@duplex/db'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { systemClock } from '../src/clock.ts'
import { SnapshotThread } from '../src/store/snapshot-thread.ts'
import { useFixture } from './support/fixture.ts'
import { lockDocument } from './support/row-lock.ts'

describe('ST5 the thread that makes snapshots', () => {
  const fixture = useFixture()
  const threads: SnapshotThread[] = []

  function createThread(): SnapshotThread {
    const thread = new SnapshotThread({ databaseUrl: fixture.database.url, clock: systemClock })
    threads.push(thread)
    return thread
  }

  afterEach(async () => {
    await Promise.all(threads.splice(0).map((thread) => thread.stop()))
  })

  async function addWrittenDocument(): Promise<{ documentId: string; doc: Y.Doc }> {
    const documentId = await fixture.world.addDocument()
    const doc = new Y.Doc()
    const rows: Uint8Array[] = []
    doc.on('update', (bytes: Uint8Array) => rows.push(bytes))
    for (const word of ['one ', 'two ', 'three ']) doc.getText('default').insert(0, word)
    for (const bytes of rows) await appendUpdates(fixture.world.prisma, [{ documentId, bytes, authorIds: [] }])
    return { documentId, doc }
  }

  const readSnapshots = (documentId: string) =>
    fixture.world.prisma.documentSnapshot.findMany({ where: { documentId } })

  it('ST5 stores the state after the newest row, and answers with what it stored', async () => {
    const { documentId, doc } = await addWrittenDocument()
    const made = await createThread().make(documentId)
    expect(made).toMatchObject({ seq: 3, isStored: true, stateVector: Y.encodeStateVector(doc) })
    const [row] = await readSnapshots(documentId)
    expect(Buffer.compare(row?.bytes ?? Buffer.alloc(0), made?.bytes ?? Buffer.alloc(0))).toBe(0)
    const copy = new Y.Doc()
    Y.applyUpdate(copy, made?.bytes ?? new Uint8Array())
    expect(copy.getText('default').toString()).toBe('three two one ')
  })

  it('ST5 answers with the snapshot that is there where nothing was written since', async () => {
    const { documentId } = await addWrittenDocument()
    const thread = createThread()
    const first = await thread.make(documentId)
    expect(await thread.make(documentId)).toEqual({ ...first, isStored: false })
    expect(await readSnapshots(documentId)).toHaveLength(1)
    expect(await thread.make(await fixture.world.addDocument())).toBeUndefined()
  })

  it('ST5 a thread that dies at its work stores nothing, and the next request has another one', async () => {
    const { documentId } = await addWrittenDocument()
    const lock = await lockDocument(fixture.database.url, documentId)
    const thread = createThread()
    const made = thread.make(documentId)
    const failed = expect(made).rejects.toThrow('ended')
    await lock.waitedFor()
    await thread.stop()
    await failed
    await lock.release()
    expect(await readSnapshots(documentId)).toEqual([])
    expect(await thread.make(documentId)).toMatchObject({ seq: 3, isStored: true })
  })

  it('ST5 of two nodes that try at once one writes, and both know the state', async () => {
    const { documentId } = await addWrittenDocument()
    const both = await Promise.all([createThread(), createThread()].map((thread) => thread.make(documentId)))
    expect(both.map((made) => made?.seq)).toEqual([3, 3])
    expect(both.filter((made) => made?.isStored)).toHaveLength(1)
    expect(await readSnapshots(documentId)).toHaveLength(1)
  })

  it('ST6 makes none of a damaged document, and says what is damaged', async () => {
    const { documentId } = await addWrittenDocument()
    const key = { documentId_seq: { documentId, seq: 2 } }
    await fixture.world.prisma.documentUpdate.update({ where: key, data: { bytes: new Uint8Array([0, 0]) } })
    const made = createThread().make(documentId)
    await expect(made).rejects.toBeInstanceOf(DamagedDocumentError)
    await expect(made).rejects.toMatchObject({ documentId, detail: expect.stringContaining('update 2') })
    expect(await readSnapshots(documentId)).toEqual([])
  })
})
