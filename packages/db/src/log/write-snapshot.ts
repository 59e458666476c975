import type { Prisma, PrismaClient } from '../generated/client.ts'
import { snapshotChecksumOf } from './checksum.ts'
import { trimLog } from './retention.ts'

export type SnapshotToWrite = {
  documentId: string
  /** The update whose effect is the newest in `bytes`. */
  seq: number
  /** A Yjs update, encoding V1, that holds the whole state. */
  bytes: Uint8Array
  stateVector: Uint8Array
  /** From {@link takeSnapshotEpoch}, taken before the log was read. */
  epoch: number
}

/** How long one snapshot may take to write and wait for a connection. */
const writeLimits = { timeout: 30_000, maxWait: 10_000 }

/** Starts a snapshot: from now on earlier epochs of this document write nothing. Undefined: no such document. */
export async function takeSnapshotEpoch(
  prisma: Prisma.TransactionClient,
  documentId: string,
): Promise<number | undefined> {
  const [row] = await prisma.$queryRaw<{ epoch: number }[]>`
    UPDATE "Document" SET "snapshotEpoch" = "snapshotEpoch" + 1
    WHERE "id" = ${documentId}::uuid RETURNING "snapshotEpoch" AS epoch`
  return row?.epoch
}

/**
 * Stores a snapshot and trims the log behind it, in one transaction. False, and nothing written, where a newer epoch
 * was taken, a snapshot of this seq or a later one exists (a damaged one included), the log is not that long, or the
 * document is gone or quarantined.
 */
export function writeSnapshot(prisma: PrismaClient, snapshot: SnapshotToWrite): Promise<boolean> {
  const { documentId, seq, epoch } = snapshot
  return prisma.$transaction(async (tx) => {
    const [document] = await tx.$queryRaw<{ lastSeq: number; snapshotEpoch: number }[]>`
      SELECT "lastSeq", "snapshotEpoch" FROM "Document"
      WHERE "id" = ${documentId}::uuid AND "quarantinedAt" IS NULL FOR NO KEY UPDATE`
    if (!document || document.snapshotEpoch !== epoch || document.lastSeq < seq) return false
    const newer = await tx.documentSnapshot.findFirst({
      where: { documentId, seq: { gte: seq } },
      select: { seq: true },
    })
    if (newer) return false
    const bytes = new Uint8Array(snapshot.bytes)
    const stateVector = new Uint8Array(snapshot.stateVector)
    const checksum = snapshotChecksumOf(snapshot)
    await tx.documentSnapshot.create({ data: { documentId, seq, bytes, stateVector, checksum } })
    await trimLog(tx, documentId, seq)
    return true
  }, writeLimits)
}
