import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { appendUpdates, loadLog } from '../src/index.ts'
import { snapshotChecksumOf } from '../src/log/checksum.ts'
import { type DocumentReport, makeSnapshot, verifyDocuments } from '../src/state/index.ts'
import { fillDocuments, flipBits } from './flipped-bits.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase({ poolSize: 4 })

const seed = 20_261_122

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function createRandom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

async function verify(documentId: string): Promise<DocumentReport> {
  const [report] = await verifyDocuments(db.prisma, [documentId])
  if (!report) throw new Error('no such document')
  return report
}

async function createFilled(count = 1): Promise<[string, ...string[]]> {
  const [first = '', ...ids] = await db.createDocuments(count)
  await fillDocuments(db.prisma, [first, ...ids])
  return [first, ...ids]
}

const kindsOf = ({ flaws }: DocumentReport) => flaws.map(({ kind, seq }) => `${kind} ${seq}`)

test('ST6 finds each of 1,000 documents in which one bit was flipped, and no other', async () => {
  const ids = await createFilled(1_200)
  const damaged = ids.filter((_, i) => i % 6 !== 0)
  expect(damaged).toHaveLength(1_000)
  const places = await flipBits(db.prisma, damaged, createRandom(seed))
  expect(new Set(places.values()).size).toBe(8)
  const reports = await verifyDocuments(db.prisma, ids)
  const found = reports.filter(({ verdict }) => verdict !== 'sound').map(({ documentId }) => documentId)
  const missed = damaged.filter((id) => !found.includes(id))
  expect(missed.map((id) => places.get(id))).toEqual([])
  expect(found.toSorted()).toEqual(damaged.toSorted())
  for (const { documentId, verdict } of reports.slice(0, 50)) {
    const opened = await loadLog(db.prisma, documentId).catch(() => undefined)
    expect([verdict, opened === undefined]).toEqual([verdict, verdict === 'closed'])
  }
}, 60_000)

test('ST4 names the updates that are missing, at the beginning, in between and at the end', async () => {
  const [first, middle, last] = await createFilled(3)
  const remove = (documentId = '', seq = 0) => db.prisma.documentUpdate.deleteMany({ where: { documentId, seq } })
  await remove(first, 1)
  await remove(middle, 4)
  await remove(last, 5)
  // A log that begins later is what the retention leaves, as long as a snapshot stands for the beginning.
  expect((await verify(first)).verdict).toBe('sound')
  expect(kindsOf(await verify(middle ?? ''))).toEqual(['missing 4'])
  expect(kindsOf(await verify(last ?? ''))).toEqual(['missing 5'])
  await db.prisma.documentSnapshot.deleteMany({ where: { documentId: first } })
  expect(await verify(first)).toMatchObject({ verdict: 'closed', flaws: [{ kind: 'missing', seq: 1 }] })
})

test('ST6 tells what cannot be opened from what only lost a part of its history', async () => {
  const [old, snapshot, recent] = await createFilled(3)
  const spoil = { checksum: new Uint8Array(8) }
  await db.prisma.documentUpdate.update({ where: { documentId_seq: { documentId: old, seq: 2 } }, data: spoil })
  const ofSnapshot = { documentId_seq: { documentId: snapshot ?? '', seq: 3 } }
  await db.prisma.documentSnapshot.update({ where: ofSnapshot, data: spoil })
  await db.prisma.documentUpdate.update({
    where: { documentId_seq: { documentId: recent ?? '', seq: 5 } },
    data: spoil,
  })
  expect(await verify(old)).toMatchObject({ verdict: 'usable', flaws: [{ kind: 'update', seq: 2 }] })
  expect(await verify(snapshot ?? '')).toMatchObject({ verdict: 'usable', flaws: [{ kind: 'snapshot', seq: 3 }] })
  expect(await verify(recent ?? '')).toMatchObject({ verdict: 'closed', flaws: [{ kind: 'update', seq: 5 }] })
})

test('ST5 finds a snapshot with a right checksum that holds another state than the log', async () => {
  const [documentId, other] = await createFilled(2)
  const foreign = await db.prisma.documentSnapshot.findFirstOrThrow({ where: { documentId: other } })
  const { seq, bytes, stateVector, checksum } = foreign
  const where = { documentId_seq: { documentId, seq } }
  await db.prisma.documentSnapshot.update({ where, data: { bytes, stateVector, checksum } })
  expect(await verify(documentId)).toMatchObject({ verdict: 'wrong', flaws: [{ kind: 'state', seq: 3 }] })
  const lying = { seq, bytes, stateVector: new Uint8Array([0]) }
  await db.prisma.documentSnapshot.update({ where, data: { ...lying, checksum: snapshotChecksumOf(lying) } })
  expect((await verify(documentId)).flaws[0]?.detail).toContain('state vector')
})

test('V2 finds an update that is none, and one that builds on what is not there', async () => {
  const [broken, hanging] = await db.createDocuments(2)
  const doc = new Y.Doc()
  doc.getText('default').insert(0, 'first')
  const known = Y.encodeStateVector(doc)
  doc.getText('default').insert(5, ' second')
  const entry = (documentId = '', bytes: Uint8Array = new Uint8Array()) => ({ documentId, bytes, authorIds: [] })
  await appendUpdates(db.prisma, [
    entry(broken, new Uint8Array([1, 9, 9])),
    entry(hanging, Y.encodeStateAsUpdate(doc, known)),
  ])
  expect(kindsOf(await verify(broken ?? ''))).toEqual(['undecodable 1'])
  expect(kindsOf(await verify(hanging ?? ''))).toEqual(['undecodable 1'])
})

test('an empty document, and one whose snapshots were all made by Duplex, are sound', async () => {
  const [empty = ''] = await db.createDocuments(1)
  expect((await verify(empty)).verdict).toBe('sound')
  const [documentId] = await createFilled()
  await makeSnapshot(db.prisma, documentId)
  await appendUpdates(db.prisma, [{ documentId, bytes: new Uint8Array([0, 0]), authorIds: [] }])
  expect(await verify(documentId)).toMatchObject({ verdict: 'sound', seq: 6, updates: 6, snapshots: 2 })
})
