import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendUpdates, DamagedDocumentError, loadLog, takeSnapshotEpoch, writeSnapshot } from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase()

const updateCount = 6
const snapshotSeqs = [2, 4]

/** The "text" of this test: the bytes of all updates, in order; a snapshot holds those up to its seq. */
const updateBytes = (seq: number) => Uint8Array.from({ length: 5 }, (_, i) => seq * 16 + i)
const textUpTo = (seq: number) => Array.from({ length: seq }, (_, i) => [...updateBytes(i + 1)]).flat()

async function createStoredDocument(): Promise<string> {
  const documentId = await db.createDocument()
  for (let seq = 1; seq <= updateCount; seq++) {
    await appendUpdates(db.prisma, [{ documentId, bytes: updateBytes(seq), authorIds: [] }])
    if (!snapshotSeqs.includes(seq)) continue
    const epoch = (await takeSnapshotEpoch(db.prisma, documentId)) ?? 0
    await db.prisma.documentSnapshot.updateMany({
      where: { documentId },
      data: { createdAt: new Date(Date.now() - 2e8) },
    })
    const bytes = Uint8Array.from(textUpTo(seq))
    await writeSnapshot(db.prisma, { documentId, seq, bytes, stateVector: new Uint8Array([seq]), epoch })
  }
  return documentId
}

type Flip = { table: 'DocumentUpdate' | 'DocumentSnapshot'; seq: number; column: string; bit: number }

const flipOf = (table: Flip['table'], seqs: number[], columns: string[]) =>
  fc.record({
    table: fc.constant(table),
    seq: fc.constantFrom(...seqs),
    column: fc.constantFrom(...columns),
    bit: fc.nat(255),
  })

const anyFlip = fc.oneof(
  flipOf(
    'DocumentUpdate',
    Array.from({ length: updateCount }, (_, i) => i + 1),
    ['seq', 'bytes', 'checksum'],
  ),
  flipOf('DocumentSnapshot', snapshotSeqs, ['seq', 'bytes', 'stateVector', 'checksum']),
)

/** Flips the bit in the stored row. False where the database itself refuses the damaged row. */
async function flipBit(documentId: string, { table, seq, column, bit }: Flip): Promise<boolean> {
  // The sign bit of seq, and a second row of the same seq, break a constraint.
  const flipped =
    column === 'seq'
      ? `"seq" # (1 << ${bit % 31})`
      : `set_bit("${column}", ${bit} % (octet_length("${column}") * 8), 1 - get_bit("${column}", ${bit} % (octet_length("${column}") * 8)))`
  try {
    const statement = `UPDATE "${table}" SET "${column}" = ${flipped} WHERE "documentId" = $1::uuid AND "seq" = $2::int`
    expect(await db.prisma.$executeRawUnsafe(statement, documentId, seq)).toBe(1)
    return true
  } catch (error) {
    if (error instanceof Error && /23505|23514/.test(error.message)) return false
    throw error
  }
}

test('ST6 one flipped bit anywhere in a log gives the true text or an error, never another text', async () => {
  const seed = Number(process.env.DUPLEX_TEST_SEED ?? Date.now() % 2 ** 31)
  process.stdout.write(`damage.test.ts: DUPLEX_TEST_SEED=${seed}\n`)
  const outcomes = { refused: 0, true: 0, damaged: 0 }
  const property = fc.asyncProperty(anyFlip, async (flip) => {
    const documentId = await createStoredDocument()
    if (!(await flipBit(documentId, flip))) {
      outcomes.refused++
      return
    }
    try {
      const log = await loadLog(db.prisma, documentId)
      expect(log?.seq).toBe(updateCount)
      expect([log?.snapshot, ...(log?.updates ?? [])].flatMap((row) => [...(row?.bytes ?? [])])).toEqual(
        textUpTo(updateCount),
      )
      outcomes.true++
    } catch (error) {
      expect(error).toBeInstanceOf(DamagedDocumentError)
      outcomes.damaged++
    }
  })
  await fc.assert(property, { seed, numRuns: 150 })
  expect(outcomes.true).toBeGreaterThan(0)
  expect(outcomes.damaged).toBeGreaterThan(0)
}, 60_000)
