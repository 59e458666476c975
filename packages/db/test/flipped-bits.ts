import * as Y from 'yjs'
import { appendUpdates, type PrismaClient } from '../src/index.ts'
import { snapshotChecksumOf } from '../src/log/checksum.ts'

/** What a bit can be flipped in. `Document.lastSeq` counts as well: it says where the log ends. */
const places = [
  { table: 'DocumentUpdate', column: 'bytes' },
  { table: 'DocumentUpdate', column: 'checksum' },
  { table: 'DocumentUpdate', column: 'seq' },
  { table: 'DocumentSnapshot', column: 'bytes' },
  { table: 'DocumentSnapshot', column: 'stateVector' },
  { table: 'DocumentSnapshot', column: 'checksum' },
  { table: 'DocumentSnapshot', column: 'seq' },
  { table: 'Document', column: 'lastSeq' },
] as const

const updatesOfDocument = 5
const snapshotSeq = 3

/** Stores a small real document under each id: updates 1 to 5, and a snapshot after the third. */
export async function fillDocuments(prisma: PrismaClient, ids: readonly string[]): Promise<void> {
  const docs = ids.map((documentId, i) => {
    const doc = new Y.Doc()
    doc.clientID = i + 1
    return { documentId, doc }
  })
  for (let seq = 1; seq <= updatesOfDocument; seq++) {
    const entries = docs.map(({ documentId, doc }) => ({ documentId, bytes: edit(doc, seq), authorIds: [] }))
    await appendUpdates(prisma, entries)
    if (seq === snapshotSeq) await prisma.documentSnapshot.createMany({ data: docs.map(toSnapshot) })
  }
}

/**
 * Flips one bit of one row of each document. `random`: from 0 to 1. Answers with where, for each document. A flip that
 * the database itself would refuse (two rows of one seq) is not among them.
 */
export async function flipBits(
  prisma: PrismaClient,
  ids: readonly string[],
  random: () => number,
): Promise<Map<string, string>> {
  const flips = ids.map((id) => ({
    id,
    place: places[Math.floor(random() * places.length)] ?? places[0],
    at: random(),
  }))
  for (const place of places) {
    const { table, column } = place
    const here = flips.filter((flip) => flip.place === place)
    const seqs = here.map(() =>
      table === 'DocumentUpdate' ? 1 + Math.floor(random() * updatesOfDocument) : snapshotSeq,
    )
    const isNumber = column === 'seq' || column === 'lastSeq'
    const lowest = table === 'DocumentUpdate' ? 3 : 0
    const bit = `floor(f.at * octet_length("${column}") * 8)::int`
    const flipped = isNumber
      ? `"${column}" # (1 << (${lowest} + floor(f.at * ${31 - lowest})::int))`
      : `set_bit("${column}", ${bit}, 1 - get_bit("${column}", ${bit}))`
    const key = table === 'Document' ? 't."id" = f.id' : 't."documentId" = f.id AND t."seq" = f.row'
    const changed = await prisma.$executeRawUnsafe(
      `UPDATE "${table}" t SET "${column}" = ${flipped}
       FROM unnest($1::uuid[], $2::int[], $3::float8[]) AS f(id, row, at) WHERE ${key}`,
      here.map(({ id }) => id),
      seqs,
      here.map(({ at }) => at),
    )
    if (changed !== here.length) throw new Error(`${changed} of ${here.length} bits were flipped`)
  }
  return new Map(flips.map(({ id, place }) => [id, `${place.table}.${place.column}`]))
}

function edit(doc: Y.Doc, seq: number): Uint8Array {
  const updates: Uint8Array[] = []
  const record = (update: Uint8Array) => void updates.push(update)
  doc.on('update', record)
  doc.transact(() => {
    const text = doc.getText('default')
    text.insert(text.length, `edit ${seq} of document ${doc.clientID}; `)
    if (seq % 2 === 0) text.delete(0, 3)
  })
  doc.off('update', record)
  return updates[0] ?? new Uint8Array()
}

function toSnapshot({ documentId, doc }: { documentId: string; doc: Y.Doc }) {
  const bytes = new Uint8Array(Y.encodeStateAsUpdate(doc))
  const stateVector = new Uint8Array(Y.encodeStateVector(doc))
  const checksum = snapshotChecksumOf({ seq: snapshotSeq, bytes, stateVector })
  return { documentId, seq: snapshotSeq, bytes, stateVector, checksum }
}
