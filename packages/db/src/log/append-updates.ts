import type { Prisma } from '../generated/client.ts'
import { checksumOf } from './checksum.ts'
import type { ClientClaim } from './client-claims.ts'

export type UpdateEntry = {
  documentId: string
  /** A Yjs update, encoding V1. */
  bytes: Uint8Array
  /** Everybody whose edits are in it. */
  authorIds: readonly string[]
  /** Yjs client ids that become somebody's together with the update. An id that is theirs already does no harm. */
  claims?: readonly ClientClaim[]
}

/**
 * Where an entry was stored; or that it was not: its document is gone or quarantined, or one of its claims is another
 * user's.
 */
export type AppendResult =
  | { documentId: string; seq: number; refused?: undefined }
  | { documentId: string; refused: 'gone' | 'quarantined' | 'taken'; seq?: undefined }

type NumberedRow = { seq: number | null; taken: boolean; quarantined: boolean }

/**
 * Appends a group of updates to the logs of their documents, all or nothing, in one statement. Answers in the order
 * of the entries; entries of one document get consecutive seqs in their order. An entry with a claim on an id that is
 * another user's is left out, and what it claims beside that stays claimed. Of a quarantined document all are left out.
 *
 * Rows are numbered under the locks of their documents, taken in the order of their ids so that two groups cannot
 * deadlock; seq is therefore gap-free and in commit order. Committed when the promise resolves, unless the caller
 * passes an open transaction.
 *
 * Two statements that claim one id: the later one has waited for the lock and does not see the row of the first in
 * its own snapshot, but runs into the key. `DO UPDATE` then answers with whose it is; `DO NOTHING` would say nothing.
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
  const { places, clientIds, userIds } = toColumns(entries)
  const rows = await prisma.$queryRaw<NumberedRow[]>`
    WITH entry AS MATERIALIZED (
      SELECT * FROM unnest(${documentIds}::uuid[], ${bytes}::bytea[], ${checksums}::bytea[], ${authors}::text[])
        WITH ORDINALITY AS e(document_id, bytes, checksum, authors, place)
    ), locked AS MATERIALIZED (
      SELECT d."id", d."lastSeq", d."quarantinedAt" IS NULL AS is_open FROM "Document" d
      WHERE d."id" = ANY(${documentIds}::uuid[]) ORDER BY d."id" FOR NO KEY UPDATE
    ), claim AS MATERIALIZED (
      SELECT e.document_id, c.* FROM unnest(${places}::bigint[], ${clientIds}::bigint[], ${userIds}::uuid[])
        AS c(place, client_id, user_id) JOIN entry e USING (place)
    ), claimed AS (
      INSERT INTO "DocumentClient" AS known ("documentId", "clientId", "userId")
      SELECT DISTINCT ON (c.document_id, c.client_id) c.document_id, c.client_id, c.user_id
      FROM claim c JOIN locked l ON l."id" = c.document_id AND l.is_open
      ORDER BY c.document_id, c.client_id, c.place
      ON CONFLICT ("documentId", "clientId") DO UPDATE SET "userId" = known."userId"
      RETURNING "documentId", "clientId", "userId"
    ), taken AS MATERIALIZED (
      SELECT DISTINCT c.place FROM claim c JOIN claimed o ON o."documentId" = c.document_id AND o."clientId" = c.client_id
      WHERE o."userId" <> c.user_id
    ), numbered AS MATERIALIZED (
      SELECT e.*, (l."lastSeq" + row_number() OVER (PARTITION BY e.document_id ORDER BY e.place))::int AS seq
      FROM entry e JOIN locked l ON l."id" = e.document_id AND l.is_open
      WHERE e.place NOT IN (SELECT place FROM taken)
    ), inserted AS (
      INSERT INTO "DocumentUpdate" ("documentId", "seq", "bytes", "checksum", "authorIds")
      SELECT document_id, seq, bytes, checksum, authors::uuid[] FROM numbered
    ), counted AS (
      UPDATE "Document" d SET "lastSeq" = newest.seq, "updatedAt" = now() AT TIME ZONE 'UTC'
      FROM (SELECT document_id, max(seq) AS seq FROM numbered GROUP BY document_id) newest
      WHERE d."id" = newest.document_id
    )
    SELECT n.seq, e.place IN (SELECT place FROM taken) AS taken, coalesce(NOT l.is_open, false) AS quarantined
    FROM entry e LEFT JOIN numbered n ON n.place = e.place LEFT JOIN locked l ON l."id" = e.document_id
    ORDER BY e.place`
  return entries.map(({ documentId }, i) => toResult(documentId, rows[i]))
}

/** The claims of all entries, side by side; `places` count the entries from 1. */
function toColumns(entries: readonly UpdateEntry[]) {
  const claims = entries.flatMap((entry, i) => (entry.claims ?? []).map((claim) => ({ ...claim, place: i + 1 })))
  return {
    places: claims.map((claim) => claim.place),
    clientIds: claims.map((claim) => claim.clientId),
    userIds: claims.map((claim) => claim.userId),
  }
}

function toResult(documentId: string, row: NumberedRow | undefined): AppendResult {
  if (row?.seq != null) return { documentId, seq: row.seq }
  if (row?.quarantined) return { documentId, refused: 'quarantined' }
  return { documentId, refused: row?.taken ? 'taken' : 'gone' }
}
