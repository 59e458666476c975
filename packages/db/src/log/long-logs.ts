import type { Prisma } from '../generated/client.ts'

/** A document, and how many updates follow its newest snapshot. */
export type LongLog = { readonly id: string; readonly title: string; readonly updates: number }

/** Documents whose newest snapshot lacks so many updates or more, longest first. */
export function listLongLogs(prisma: Prisma.TransactionClient, minUpdates: number): Promise<LongLog[]> {
  return prisma.$queryRaw<LongLog[]>`
    SELECT d."id", d."title", d."lastSeq" - coalesce(newest.seq, 0) AS updates
    FROM "Document" d LEFT JOIN LATERAL (
      SELECT max(s."seq") AS seq FROM "DocumentSnapshot" s WHERE s."documentId" = d."id"
    ) newest ON true
    WHERE d."lastSeq" - coalesce(newest.seq, 0) >= ${minUpdates}::int ORDER BY updates DESC, d."id"`
}
