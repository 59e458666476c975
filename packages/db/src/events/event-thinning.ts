import { Prisma } from '../generated/client.ts'
import { eventRetentionMs, maxKeptEvents } from './user-event.ts'

/** Events that are kept, in rows, and those of them that go with the next event for their person. */
export type EventThinning = { readonly rows: number; readonly staleRows: number }

const isStale = Prisma.sql`(e."seq" <= u."lastEventSeq" + 1 - ${maxKeptEvents}::int
  OR e."createdAt" < (now() AT TIME ZONE 'UTC') - ${eventRetentionMs / 1000}::int * interval '1 second')`

/** Changes nothing. */
export async function previewEventThinning(prisma: Prisma.TransactionClient): Promise<EventThinning> {
  const [thinning] = await prisma.$queryRaw<EventThinning[]>`
    SELECT count(*)::int AS rows, count(*) FILTER (WHERE ${isStale})::int AS "staleRows"
    FROM "UserEvent" e JOIN "User" u ON u."id" = e."userId"`
  return thinning ?? { rows: 0, staleRows: 0 }
}

/** Removes them now, also of people to whom nothing happens any more. Answers how many went. */
export function thinEvents(prisma: Prisma.TransactionClient): Promise<number> {
  return prisma.$executeRaw`DELETE FROM "UserEvent" e USING "User" u WHERE u."id" = e."userId" AND ${isStale}`
}
