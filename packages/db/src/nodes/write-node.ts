import type { Prisma } from '../generated/client.ts'
import type { NodeIdentity, NodeReport, NodeState } from './node-report.ts'

/** Rows of processes that died without a word go after this long, in seconds; who looks ignores them much sooner. */
const forgottenSeconds = 3_600

/** Says that this process lives, and what it does. By the clock of the database, which all nodes share. */
export async function writeNode(
  prisma: Prisma.TransactionClient,
  { id, host, version }: NodeIdentity,
  state: NodeState,
  report: NodeReport,
): Promise<void> {
  await prisma.$executeRaw`
    WITH forgotten AS (
      DELETE FROM "SyncNode"
      WHERE "seenAt" < (clock_timestamp() AT TIME ZONE 'UTC') - ${forgottenSeconds}::int * interval '1 second'
        AND "id" <> ${id}::uuid
    )
    INSERT INTO "SyncNode" AS n ("id", "host", "version", "state", "startedAt", "seenAt", "report")
    VALUES (${id}::uuid, ${host}, ${version}, ${state}, clock_timestamp() AT TIME ZONE 'UTC',
      clock_timestamp() AT TIME ZONE 'UTC', ${JSON.stringify(report)}::jsonb)
    ON CONFLICT ("id") DO UPDATE
      SET "state" = EXCLUDED."state", "seenAt" = EXCLUDED."seenAt", "report" = EXCLUDED."report"`
}

/** It ends, and says so. */
export async function removeNode(prisma: Prisma.TransactionClient, id: string): Promise<void> {
  await prisma.$executeRaw`DELETE FROM "SyncNode" WHERE "id" = ${id}::uuid`
}
