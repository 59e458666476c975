import type { Prisma } from '../generated/client.ts'
import { type AuditEntry, auditRetentionMs, maxKeptAuditEvents } from './audit-event.ts'

/** Rows that one event removes at most, so that it holds nobody up; the next one goes on. */
const maxTrimmed = 100

/**
 * Writes down what happened, in the transaction that does it: both are there, or neither. What the retention no longer
 * promises goes at the same time, and nobody waits for anybody about it.
 */
export async function recordAudit(tx: Prisma.TransactionClient, entry: AuditEntry): Promise<void> {
  const { kind, via, userId = null, subjectId = null, documentId = null, detail = null, address = null } = entry
  // One clock for all processes: the database's.
  await tx.$executeRaw`
    WITH aged AS (
      SELECT "id" FROM "AuditEvent"
      WHERE "createdAt" < (now() AT TIME ZONE 'UTC') - ${auditRetentionMs / 1000}::int * interval '1 second'
      ORDER BY "createdAt" LIMIT ${maxTrimmed}::int FOR UPDATE SKIP LOCKED
    ), surplus AS (
      SELECT "id" FROM "AuditEvent" WHERE "kind" = ${kind} AND "createdAt" <= (
        SELECT "createdAt" FROM "AuditEvent" WHERE "kind" = ${kind}
        ORDER BY "createdAt" DESC OFFSET ${maxKeptAuditEvents - 1}::int LIMIT 1)
      ORDER BY "createdAt" LIMIT ${maxTrimmed}::int FOR UPDATE SKIP LOCKED
    ), trimmed AS (
      DELETE FROM "AuditEvent" WHERE "id" IN (SELECT "id" FROM aged UNION SELECT "id" FROM surplus)
    )
    INSERT INTO "AuditEvent" ("id", "kind", "via", "userId", "subjectId", "documentId", "detail", "address", "createdAt")
    VALUES (gen_random_uuid(), ${kind}, ${via}, ${userId}::uuid, ${subjectId}::uuid, ${documentId}::uuid, ${detail},
      ${address}, clock_timestamp() AT TIME ZONE 'UTC')`
}
