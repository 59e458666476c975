import { announceChange } from '../changes/announce-change.ts'
import type { Prisma } from '../generated/client.ts'
import { eventRetentionMs, maxKeptEvents, type UserEvent } from './user-event.ts'

/** News for a person, who must not occur twice in one call. */
export type UserEventEntry = Pick<UserEvent, 'kind' | 'documentId'> & { readonly userId: string }

/**
 * Writes news into the transaction of what it tells of, and announces it to every process when that commits. Call it
 * once in a transaction, as its last write: people are locked in the order of their ids, so that two transactions
 * cannot deadlock, and from then on the next news for each of them waits. That makes `seq` gap-free and in commit
 * order, and "everything after seq n" a safe question. What the retention no longer promises goes at the same time.
 */
export async function recordUserEvents(
  tx: Prisma.TransactionClient,
  entries: readonly UserEventEntry[],
): Promise<void> {
  if (entries.length === 0) return
  const userIds = entries.map(({ userId }) => userId)
  const kinds = entries.map(({ kind }) => kind)
  const documentIds = entries.map(({ documentId }) => documentId)
  await tx.$executeRaw`
    WITH locked AS MATERIALIZED (
      SELECT "id" FROM "User" WHERE "id" = ANY(${userIds}::uuid[]) ORDER BY "id" FOR NO KEY UPDATE
    ), counted AS (
      UPDATE "User" u SET "lastEventSeq" = u."lastEventSeq" + 1 FROM locked l WHERE u."id" = l."id"
      RETURNING u."id", u."lastEventSeq" AS seq
    ), trimmed AS (
      DELETE FROM "UserEvent" e USING counted c WHERE e."userId" = c."id" AND (e."seq" <= c.seq - ${maxKeptEvents}::int
        OR e."createdAt" < (now() AT TIME ZONE 'UTC') - ${eventRetentionMs / 1000}::int * interval '1 second')
    )
    INSERT INTO "UserEvent" ("userId", "seq", "kind", "documentId", "createdAt")
    SELECT c."id", c.seq, e.kind, e.document_id, clock_timestamp() AT TIME ZONE 'UTC'
    FROM counted c JOIN unnest(${userIds}::uuid[], ${kinds}::text[], ${documentIds}::uuid[])
      AS e(user_id, kind, document_id) ON e.user_id = c."id"`
  await announceChange(tx, { kind: 'news', userIds })
}
