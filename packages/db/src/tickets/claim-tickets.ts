import type { Prisma } from '../generated/client.ts'

/** `expiresAt`: seconds since 1970. */
export type TicketUse = { readonly id: string; readonly expiresAt: number }

/**
 * Marks tickets as used, in the order of their ids, so that two nodes cannot wait for each other. Answers with the ids of those that nobody had used, at whatever node.
 */
export async function claimTickets(prisma: Prisma.TransactionClient, uses: readonly TicketUse[]): Promise<Set<string>> {
  const ids = uses.map(({ id }) => id)
  const ends = uses.map(({ expiresAt }) => expiresAt)
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    INSERT INTO "UsedTicket" ("id", "expiresAt")
    SELECT t.id, to_timestamp(t.ends) AT TIME ZONE 'UTC'
    FROM unnest(${ids}::text[], ${ends}::double precision[]) AS t(id, ends)
    ORDER BY t.id
    ON CONFLICT ("id") DO NOTHING RETURNING "id"`
  return new Set(rows.map(({ id }) => id))
}

/** Forgets tickets that ended so long ago that no node's clock can take them for good. Answers with how many. */
export function forgetEndedTickets(prisma: Prisma.TransactionClient): Promise<number> {
  return prisma.$executeRaw`DELETE FROM "UsedTicket" WHERE "expiresAt" < now() AT TIME ZONE 'UTC' - interval '10 minutes'`
}
