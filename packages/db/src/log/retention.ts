import type { Prisma } from '../generated/client.ts'

const dayMs = 24 * 60 * 60 * 1000

/** How far back every single update can be replayed: a month, so that "before the holidays" is still there. */
export const logRetentionMs = 30 * dayMs

/** Rows that one snapshot trims, so that it holds the document's lock briefly; the next one goes on. */
const maxTrimmedRows = 20_000

/** A snapshot's checksum as {@link snapshotChecksumOf} makes it, computed where the bytes are. */
const isSound = `"checksum" = substring(sha256(
  int4send("seq") || int4send(octet_length("stateVector")) || "stateVector" || "bytes") FROM 1 FOR 8)`

/**
 * Deletes what the retention no longer promises, in the transaction that wrote the snapshot of `newSeq` and under its
 * document's lock. Of each day the last snapshot stays; `base`, the newest sound one beyond the retention, stays with
 * every later update. The snapshot before the new one is sound and always stays, with every update after it: should
 * the new one be damaged, nothing is lost.
 */
export async function trimLog(tx: Prisma.TransactionClient, documentId: string, newSeq: number): Promise<void> {
  const [previous] = await tx.$queryRawUnsafe<{ seq: number }[]>(
    `SELECT "seq" FROM "DocumentSnapshot" WHERE "documentId" = $1::uuid AND "seq" < $2::int AND ${isSound}
     ORDER BY "seq" DESC LIMIT 1`,
    documentId,
    newSeq,
  )
  if (!previous) return
  await tx.$executeRaw`
    DELETE FROM "DocumentSnapshot" older USING "DocumentSnapshot" last
    WHERE last."documentId" = ${documentId}::uuid AND last."seq" = ${previous.seq}::int
      AND older."documentId" = last."documentId" AND older."seq" < last."seq"
      AND older."createdAt"::date = last."createdAt"::date`
  const [base] = await tx.$queryRawUnsafe<{ seq: number }[]>(
    `SELECT "seq" FROM "DocumentSnapshot" WHERE "documentId" = $1::uuid AND "seq" <= $2::int
       AND "createdAt" < (now() AT TIME ZONE 'UTC') - $3::int * interval '1 second' AND ${isSound}
     ORDER BY "seq" DESC LIMIT 1`,
    documentId,
    previous.seq,
    logRetentionMs / 1000,
  )
  if (!base) return
  await tx.$executeRaw`
    DELETE FROM "DocumentUpdate" WHERE "documentId" = ${documentId}::uuid AND "seq" <= ${base.seq}::int AND "seq" <
      (SELECT min("seq") FROM "DocumentUpdate" WHERE "documentId" = ${documentId}::uuid) + ${maxTrimmedRows}::int`
  await tx.documentSnapshot.deleteMany({ where: { documentId, seq: { lt: base.seq } } })
}
