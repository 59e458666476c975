import type { Prisma } from '../generated/client.ts'
import { checksumOf } from './checksum.ts'

export type UpdateEntry = {
  documentId: string
  /** A Yjs update, encoding V1. */
  bytes: Uint8Array
  /** Everybody whose edits are in it. */
  authorIds: readonly string[]
}

/** Where an entry was stored, or that its document no longer exists. */
export type AppendResult =
  | { documentId: string; seq: number; gone?: undefined }
  | { documentId: string; gone: true; seq?: undefined }

type NumberedRow = { seq: number | null }

/**
 * Appends a group of updates to the logs of their documents, all or nothing, in one statement. Answers in the order
 * of the entries; entries of one document get consecutive seqs in their order.
 *
 * Rows are numbered under the locks of their documents, taken in the order of their ids so that two groups cannot
 * deadlock; seq is therefore gap-free and in commit order. Committed when the promise resolves, unless the caller
 * passes an open transaction.
 */
export async function appendUpdates(
  prisma: Prisma.TransactionClient,
  entries: readonly UpdateEntry[],
): Promise<AppendResult[]> {
  if (entries.length === 0) return []
  const documentIds = entries.map((entry) => entry.documentId)
  const bytes = entries.map((entry) => entry.bytes)
  const checksums = entries.map((entry) => checksumOf(entry.bytes))
  // PostgreSQL has no ragged arrays: each list of authors travels as the text of an array.
  const authors = entries.map((entry) => `{${entry.authorIds.join(',')}}`)
  const rows = await prisma.$queryRaw<NumberedRow[]>`
    WITH entry AS MATERIALIZED (
      SELECT * FROM unnest(${documentIds}::uuid[], ${bytes}::bytea[], ${checksums}::bytea[], ${authors}::text[])
        WITH ORDINALITY AS e(document_id, bytes, checksum, authors, place)
    ), locked AS MATERIALIZED (
      SELECT d."id", d."lastSeq" FROM "Document" d
      WHERE d."id" = ANY(${documentIds}::uuid[]) ORDER BY d."id" FOR NO KEY UPDATE
    ), numbered AS MATERIALIZED (
      SELECT e.*, (l."lastSeq" + row_number() OVER (PARTITION BY e.document_id ORDER BY e.place))::int AS seq
      FROM entry e JOIN locked l ON l."id" = e.document_id
    ), inserted AS (
      INSERT INTO "DocumentUpdate" ("documentId", "seq", "bytes", "checksum", "authorIds")
      SELECT document_id, seq, bytes, checksum, authors::uuid[] FROM numbered
    ), counted AS (
      UPDATE "Document" d SET "lastSeq" = newest.seq, "updatedAt" = now() AT TIME ZONE 'UTC'
      FROM (SELECT document_id, max(seq) AS seq FROM numbered GROUP BY document_id) newest
      WHERE d."id" = newest.document_id
    )
    SELECT n.seq FROM entry e LEFT JOIN numbered n ON n.place = e.place ORDER BY e.place`
  return entries.map(({ documentId }, i) => {
    const seq = rows[i]?.seq
    return seq == null ? { documentId, gone: true } : { documentId, seq }
  })
}
