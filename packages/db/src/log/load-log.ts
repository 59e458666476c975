import type { Prisma, PrismaClient } from '../generated/client.ts'
import { checksumOf, isSameChecksum, snapshotChecksumOf } from './checksum.ts'
import { DamagedDocumentError } from './damaged-document-error.ts'

export type LogRow = { seq: number; bytes: Uint8Array }

type SnapshotRow = LogRow & { stateVector: Uint8Array }

/** `snapshot` and then every later update give the document's state at `seq`. */
export type DocumentLog = { snapshot?: SnapshotRow; updates: LogRow[]; seq: number }

/** How long one load may take and wait for a connection: 20 MiB over a slow link, not a hang. */
const loadLimits = { timeout: 30_000, maxWait: 10_000 }

/**
 * The newest sound snapshot and every later update, all as of one moment, each checksum verified and no seq missing.
 * A damaged snapshot is passed over for an older one, or for the whole log. Undefined where there is no such document.
 * Throws {@link DamagedDocumentError} where nothing sound leads to the newest seq, and while it is quarantined.
 */
export function loadLog(prisma: PrismaClient, documentId: string): Promise<DocumentLog | undefined> {
  return prisma.$transaction((tx) => readLog(tx, documentId), { isolationLevel: 'RepeatableRead', ...loadLimits })
}

async function readLog(tx: Prisma.TransactionClient, documentId: string): Promise<DocumentLog | undefined> {
  const select = { lastSeq: true, quarantinedAt: true } as const
  const document = await tx.document.findUnique({ where: { id: documentId }, select })
  if (!document) return undefined
  if (document.quarantinedAt) throw new DamagedDocumentError(documentId, 'it is quarantined')
  const seq = document.lastSeq
  const snapshot = await readSoundSnapshot(tx, documentId, seq)
  const updates = await readRows(tx, documentId, snapshot?.seq ?? 0)
  const newest = updates.at(-1)?.seq ?? snapshot?.seq ?? 0
  if (newest !== seq) throw new DamagedDocumentError(documentId, `the log ends at ${newest} instead of ${seq}`)
  return { snapshot, updates, seq }
}

/** One snapshot at a time, newest first: they are large, and the first is nearly always sound. */
async function readSoundSnapshot(
  tx: Prisma.TransactionClient,
  documentId: string,
  lastSeq: number,
): Promise<SnapshotRow | undefined> {
  let below = lastSeq + 1
  for (;;) {
    const row = await tx.documentSnapshot.findFirst({
      where: { documentId, seq: { lt: below } },
      orderBy: { seq: 'desc' },
    })
    if (!row) return undefined
    if (isSameChecksum(row.checksum, snapshotChecksumOf(row))) {
      return { seq: row.seq, bytes: row.bytes, stateVector: row.stateVector }
    }
    below = row.seq
  }
}

/**
 * Up to `limit` updates after `seq`, oldest first, verified. Throws {@link DamagedDocumentError} for a damaged row and
 * where the row after `seq` is missing; a caller that lags behind the log's retention gets that too, and loads anew.
 */
export function readUpdatesAfter(
  prisma: Prisma.TransactionClient,
  documentId: string,
  seq: number,
  limit: number,
): Promise<LogRow[]> {
  return readRows(prisma, documentId, seq, limit)
}

async function readRows(prisma: Prisma.TransactionClient, documentId: string, after: number, limit?: number) {
  const rows = await prisma.documentUpdate.findMany({
    where: { documentId, seq: { gt: after } },
    orderBy: { seq: 'asc' },
    take: limit,
    select: { seq: true, bytes: true, checksum: true },
  })
  return rows.map((row, i) => {
    if (row.seq !== after + 1 + i) throw new DamagedDocumentError(documentId, `update ${after + 1 + i} is missing`)
    if (!isSameChecksum(row.checksum, checksumOf(row.bytes))) {
      throw new DamagedDocumentError(documentId, `update ${row.seq} does not match its checksum`)
    }
    return { seq: row.seq, bytes: row.bytes }
  })
}

/** Document -> seq of its newest committed update, of those documents that exist. */
export async function readNewestSeqs(
  prisma: Prisma.TransactionClient,
  documentIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await prisma.$queryRaw<{ id: string; lastSeq: number }[]>`
    SELECT "id", "lastSeq" FROM "Document" WHERE "id" = ANY(${documentIds}::uuid[])`
  return new Map(rows.map(({ id, lastSeq }) => [id, lastSeq]))
}
