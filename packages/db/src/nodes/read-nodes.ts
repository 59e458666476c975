import type { Prisma } from '../generated/client.ts'
import {
  type NodeIdentity,
  type NodeReport,
  type NodeState,
  nodeReportSchema,
  nodeStaleMs,
  nodeStates,
} from './node-report.ts'

/** `silentMs`: how long ago it last said something. */
export type LivingNode = NodeIdentity & {
  readonly state: NodeState
  readonly startedAt: Date
  readonly silentMs: number
  readonly report: NodeReport
}

type Row = NodeIdentity & { state: NodeState; startedAt: Date; silentMs: number; report: unknown }

/**
 * The sync processes that live, in the order of their start. A node of another version may say what this one does not
 * understand, and is left out.
 */
export async function readNodes(prisma: Prisma.TransactionClient): Promise<LivingNode[]> {
  const rows = await prisma.$queryRaw<Row[]>`
    SELECT "id", "host", "version", "state", "startedAt", "report",
      greatest(0, extract(epoch FROM (clock_timestamp() AT TIME ZONE 'UTC') - "seenAt") * 1000)::float8 AS "silentMs"
    FROM "SyncNode"
    WHERE "seenAt" > (clock_timestamp() AT TIME ZONE 'UTC') - ${nodeStaleMs / 1000}::int * interval '1 second'
      AND "state" = ANY(${[...nodeStates]}::text[])
    ORDER BY "startedAt", "id"`
  return rows.flatMap((row) => {
    const report = nodeReportSchema.safeParse(row.report)
    return report.success ? [{ ...row, report: report.data }] : []
  })
}
