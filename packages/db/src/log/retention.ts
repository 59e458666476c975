import type { Prisma, PrismaClient } from '../generated/client.ts'

const dayMs = 24 * 60 * 60 * 1000

/** How far back every single update can be replayed: a month, so that "before the holidays" is still there. */
export const logRetentionMs = 30 * dayMs

/** Rows that one snapshot trims, so that it holds the document's lock briefly; the next one goes on. */
const maxTrimmedRows = 20_000

/** Finding the newest sound snapshot reads all bytes of a large one. */
const thinLimits = { timeout: 30_000, maxWait: 10_000 }

/** A snapshot's checksum as {@link snapshotChecksumOf} makes it, computed where the bytes are. */
const isSound = `"checksum" = substring(sha256(
  int4send("seq") || int4send(octet_length("stateVector")) || "stateVector" || "bytes") FROM 1 FOR 8)`

/**
 * Of $1 document, snapshots before $2 `previous` and updates up to $3 `base` that the retention does not promise: of
 * each day the last snapshot stays, and `base` stays with every later update.
 */
const staleSnapshots = `"documentId" = $1::uuid AND ("seq" < $3::int OR ("seq" < $2::int AND "seq" <> $3::int
  AND "createdAt"::date IN (SELECT "createdAt"::date FROM "DocumentSnapshot" WHERE "documentId" = $1::uuid AND "seq" = $2::int)))`
const staleUpdates = `"documentId" = $1::uuid AND "seq" <= $2::int`

/** `base` is 0 where all updates stay. */
type Bounds = { readonly previous: number; readonly base: number }

/** What a document keeps and could do without, in rows and bytes. */
export type Thinning = {
  readonly documentId: string
  readonly title: string
  readonly updates: Amount
  readonly snapshots: Amount
  readonly staleUpdates: Amount
  readonly staleSnapshots: Amount
}
export type Amount = { readonly rows: number; readonly bytes: number }

/**
 * Deletes what the retention no longer promises, in the transaction that wrote the snapshot of `newSeq` and under its
 * document's lock. `base`, the newest sound snapshot beyond the retention, stays with every later update. The snapshot
 * before the new one is sound and always stays, with every update after it: should the new one be damaged, nothing is
 * lost. Answers how many rows went.
 */
export async function trimLog(tx: Prisma.TransactionClient, documentId: string, newSeq: number): Promise<number> {
  const bounds = await findBounds(tx, documentId, newSeq)
  if (!bounds) return 0
  const { previous, base } = bounds
  const stale = `DELETE FROM "DocumentSnapshot" WHERE ${staleSnapshots}`
  const snapshots = await tx.$executeRawUnsafe(stale, documentId, previous, base)
  if (base === 0) return snapshots
  const updates = await tx.$executeRawUnsafe(
    `DELETE FROM "DocumentUpdate" WHERE ${staleUpdates} AND "seq" <
      (SELECT min("seq") FROM "DocumentUpdate" WHERE "documentId" = $1::uuid) + $3::int`,
    documentId,
    base,
    maxTrimmedRows,
  )
  return snapshots + updates
}

/**
 * The same as of now and behind the newest sound snapshot, for documents that nobody writes in: it stays, and the one
 * before it. Of a quarantined document everything stays. Answers how many rows went.
 */
export async function thinLog(prisma: PrismaClient, documentId: string): Promise<number> {
  for (let total = 0; ; ) {
    const rows = await prisma.$transaction(async (tx) => {
      const open = await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM "Document" WHERE "id" = ${documentId}::uuid AND "quarantinedAt" IS NULL FOR NO KEY UPDATE`
      if (open.length === 0) return 0
      return trimLog(tx, documentId, await findNewestSound(tx, documentId))
    }, thinLimits)
    if (rows === 0) return total
    total += rows
  }
}

/** What {@link thinLog} would delete of this document. Changes nothing. */
export async function previewThinning(
  prisma: Prisma.TransactionClient,
  { id, title }: { id: string; title: string },
): Promise<Thinning> {
  const newest = await findNewestSound(prisma, id)
  const { previous, base } = (await findBounds(prisma, id, newest)) ?? { previous: 0, base: 0 }
  const measure = async (table: string, condition: string, ...values: number[]) => {
    const [amount] = await prisma.$queryRawUnsafe<Amount[]>(
      `SELECT count(*)::int AS rows, coalesce(sum(octet_length("bytes")), 0)::float8 AS bytes
       FROM "${table}" WHERE ${condition}`,
      id,
      ...values,
    )
    return amount ?? { rows: 0, bytes: 0 }
  }
  const isOfDocument = '"documentId" = $1::uuid'
  return {
    documentId: id,
    title,
    updates: await measure('DocumentUpdate', isOfDocument),
    snapshots: await measure('DocumentSnapshot', isOfDocument),
    staleUpdates: await measure('DocumentUpdate', staleUpdates, base),
    staleSnapshots: await measure('DocumentSnapshot', staleSnapshots, previous, base),
  }
}

/** 0 where there is none. */
async function findNewestSound(tx: Prisma.TransactionClient, documentId: string): Promise<number> {
  const [newest] = await tx.$queryRawUnsafe<{ seq: number }[]>(
    `SELECT "seq" FROM "DocumentSnapshot" WHERE "documentId" = $1::uuid AND ${isSound} ORDER BY "seq" DESC LIMIT 1`,
    documentId,
  )
  return newest?.seq ?? 0
}

async function findBounds(
  tx: Prisma.TransactionClient,
  documentId: string,
  newSeq: number,
): Promise<Bounds | undefined> {
  // Newest first, one by one: a checksum goes over all bytes of a snapshot.
  const newestSound = `SELECT "seq" FROM "DocumentSnapshot"
    WHERE "documentId" = $1::uuid AND "seq" < $2::int AND ${isSound}`
  const [bounds] = await tx.$queryRawUnsafe<{ previous: number | null; base: number | null }[]>(
    `SELECT (${newestSound} ORDER BY "seq" DESC LIMIT 1) AS previous,
       (${newestSound} AND "createdAt" < (now() AT TIME ZONE 'UTC') - $3::int * interval '1 second'
         ORDER BY "seq" DESC LIMIT 1) AS base`,
    documentId,
    newSeq,
    logRetentionMs / 1000,
  )
  return bounds?.previous ? { previous: bounds.previous, base: bounds.base ?? 0 } : undefined
}
