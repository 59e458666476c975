import type { Prisma, PrismaClient } from '../generated/client.ts'
import type { DocumentReport } from './flaw.ts'
import { HistoryCheck } from './history-check.ts'

/** Rows that are fetched at once, and bytes above which one comes alone: 25 MiB at most are in memory, or one row. */
const fetchedRows = 100
const aloneBytes = 256 * 1024

/** Large documents are replayed within it: a year of edits takes minutes. */
const verifyLimits = { timeout: 15 * 60_000, maxWait: 10_000 }

type Document = { id: string; title: string; lastSeq: number; quarantinedAt: Date | null }
/** `stateVector` tells a snapshot from an update. `bytes` is null where they come alone. */
type HistoryRow = {
  documentId: string
  seq: number
  bytes: Uint8Array | null
  stateVector: Uint8Array | null
  checksum: Uint8Array
}

/**
 * Reads every row of these documents and replays it: checksums, numbers without a gap, updates that are one, snapshots
 * that hold what the log holds. All as of one moment; changes nothing. What does not exist is not in the answer.
 */
export function verifyDocuments(prisma: PrismaClient, ids: readonly string[]): Promise<DocumentReport[]> {
  return prisma.$transaction(
    async (tx) => {
      const where = { id: { in: [...ids] } }
      const select = { id: true, title: true, lastSeq: true, quarantinedAt: true } as const
      const documents = await tx.document.findMany({ where, select })
      const checks = new Map(documents.map(({ id }) => [id, new HistoryCheck()]))
      const reports = new Map<string, DocumentReport>()
      const end = (id: string) => {
        const document = documents.find((one) => one.id === id)
        if (document) reports.set(id, toReport(document, checks.get(id)))
      }
      let current: string | undefined
      for await (const row of readHistory(tx, ids)) {
        if (current !== undefined && current !== row.documentId) end(current)
        current = row.documentId
        await addRow(tx, checks.get(row.documentId), row)
      }
      for (const { id } of documents) if (!reports.has(id)) end(id)
      return documents.flatMap(({ id }) => reports.get(id) ?? [])
    },
    { isolationLevel: 'RepeatableRead', ...verifyLimits },
  )
}

async function addRow(tx: Prisma.TransactionClient, check: HistoryCheck | undefined, row: HistoryRow): Promise<void> {
  const { documentId, seq, checksum, stateVector } = row
  const documentId_seq = { documentId, seq }
  const alone = { where: { documentId_seq }, select: { bytes: true } } as const
  if (stateVector === null) {
    const { bytes } = row.bytes ? { bytes: row.bytes } : await tx.documentUpdate.findUniqueOrThrow(alone)
    check?.addUpdate({ seq, bytes, checksum })
  } else {
    const { bytes } = row.bytes ? { bytes: row.bytes } : await tx.documentSnapshot.findUniqueOrThrow(alone)
    check?.addSnapshot({ seq, bytes, stateVector, checksum })
  }
}

/**
 * One document after the other, in the order of seq, an update before the snapshot that holds it. PostgreSQL sorts at
 * most one document at a time, and not within the limit of a statement that people wait for.
 */
async function* readHistory(tx: Prisma.TransactionClient, ids: readonly string[]): AsyncGenerator<HistoryRow> {
  const columns = `"documentId", "seq", CASE WHEN octet_length("bytes") <= ${aloneBytes} THEN "bytes" END AS "bytes", "checksum"`
  await tx.$executeRawUnsafe('SET LOCAL statement_timeout = 0')
  await tx.$executeRawUnsafe(
    `DECLARE history NO SCROLL CURSOR FOR SELECT h.* FROM unnest($1::uuid[]) AS d(id) CROSS JOIN LATERAL (
       SELECT ${columns}, NULL::bytea AS "stateVector", 0 AS place FROM "DocumentUpdate" WHERE "documentId" = d.id
       UNION ALL SELECT ${columns}, "stateVector", 1 FROM "DocumentSnapshot" WHERE "documentId" = d.id
       ORDER BY "seq", place) h`,
    ids,
  )
  for (;;) {
    const rows = await tx.$queryRawUnsafe<HistoryRow[]>(`FETCH ${fetchedRows} FROM history`)
    yield* rows
    if (rows.length < fetchedRows) return
  }
}

function toReport({ id, title, lastSeq, quarantinedAt }: Document, check = new HistoryCheck()): DocumentReport {
  const verdict = check.end(lastSeq)
  const { updates, snapshots, flaws } = check
  return { documentId: id, title, seq: lastSeq, updates, snapshots, verdict, quarantinedAt, flaws }
}
