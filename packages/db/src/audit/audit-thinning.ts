import { Prisma } from '../generated/client.ts'
import { auditRetentionMs, maxKeptAuditEvents } from './audit-event.ts'

/** Audit events that are kept, in rows, and those of them that go with the next events. */
export type AuditThinning = { readonly rows: number; readonly staleRows: number }

const placed = Prisma.sql`(SELECT "id", "createdAt", row_number() OVER (PARTITION BY "kind" ORDER BY "createdAt" DESC) AS place
  FROM "AuditEvent") e`
const isStale = Prisma.sql`(e.place >= ${maxKeptAuditEvents}::int
  OR e."createdAt" < (now() AT TIME ZONE 'UTC') - ${auditRetentionMs / 1000}::int * interval '1 second')`

/** Changes nothing. */
export async function previewAuditThinning(prisma: Prisma.TransactionClient): Promise<AuditThinning> {
  const [thinning] = await prisma.$queryRaw<AuditThinning[]>`
    SELECT count(*)::int AS rows, count(*) FILTER (WHERE ${isStale})::int AS "staleRows" FROM ${placed}`
  return thinning ?? { rows: 0, staleRows: 0 }
}

/** Removes them now, also of kinds that do not happen any more. Answers how many went. */
export function thinAudit(prisma: Prisma.TransactionClient): Promise<number> {
  return prisma.$executeRaw`DELETE FROM "AuditEvent" WHERE "id" IN (SELECT e."id" FROM ${placed} WHERE ${isStale})`
}
