import type { Prisma } from '../generated/client.ts'
import type { UserEvent, UserEventKind } from './user-event.ts'

/** Events of one answer; whoever gets as many asks again. */
const maxReadEvents = 200

/**
 * The oldest events after the one that was asked for, without a gap; `undefined` where they are not all there any more,
 * or never were. `lastSeq`: of the newest event at the same moment.
 */
export type UserEventRead = { readonly lastSeq: number; readonly events: readonly UserEvent[] | undefined }

type JoinedRow = {
  lastSeq: number
  seq: number | null
  kind: UserEventKind | null
  documentId: string | null
  createdAt: Date | null
}

/** What happened to this person after event `after`. One statement, so that both parts of the answer agree. */
export async function readUserEvents(
  prisma: Prisma.TransactionClient,
  userId: string,
  after: number,
): Promise<UserEventRead> {
  const rows = await prisma.$queryRaw<JoinedRow[]>`
    SELECT u."lastEventSeq" AS "lastSeq", e."seq", e."kind", e."documentId", e."createdAt"
    FROM "User" u LEFT JOIN LATERAL (
      SELECT * FROM "UserEvent" WHERE "userId" = u."id" AND "seq" > ${after}::int ORDER BY "seq" LIMIT ${maxReadEvents}
    ) e ON true WHERE u."id" = ${userId}::uuid ORDER BY e."seq"`
  const lastSeq = rows[0]?.lastSeq ?? 0
  const events = rows.flatMap(toEvent)
  return { lastSeq, events: isWhole(events, after, lastSeq) ? events : undefined }
}

/** The number of the newest event for this person: ask before you read a list, and no change can slip between. */
export async function readEventPosition(prisma: Prisma.TransactionClient, userId: string): Promise<number> {
  const user = await prisma.user.findUnique({ where: { id: userId }, select: { lastEventSeq: true } })
  return user?.lastEventSeq ?? 0
}

function toEvent({ seq, kind, documentId, createdAt }: JoinedRow): UserEvent[] {
  if (seq === null || kind === null || documentId === null || createdAt === null) return []
  return [{ seq, kind, documentId, at: createdAt }]
}

/** Every number from `after` on, up to the newest or as far as one answer goes. */
function isWhole(events: readonly UserEvent[], after: number, lastSeq: number): boolean {
  return (
    events.length === Math.min(lastSeq - after, maxReadEvents) && events.every(({ seq }, i) => seq === after + 1 + i)
  )
}
