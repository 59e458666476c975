import { announceChange, type Prisma, type PrismaClient } from '@duplex/db'
import type { Actor } from './actor.ts'
import { maxSessionAgeMs } from './session-reader.ts'

/** A session as its owner may see it: never its token. */
export type SessionRow = Prisma.SessionGetPayload<{ select: typeof sessionSelect }>

const sessionSelect = {
  id: true,
  createdAt: true,
  updatedAt: true,
  expiresAt: true,
  userAgent: true,
  ipAddress: true,
} as const

/** The sessions of this person that have not ended, newest first. */
export function listSessions(prisma: PrismaClient, actor: Actor): Promise<SessionRow[]> {
  return prisma.session.findMany({
    where: { userId: actor.userId, expiresAt: { gt: new Date() } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: sessionSelect,
    take: 100,
  })
}

/** Whose session it is, and the number of the newest event for them. */
export type LiveSession = { userId: string; lastEventSeq: number }

/** Those of the sessions that have not ended, by id. */
export async function findLiveSessions(prisma: PrismaClient, ids: string[]): Promise<Map<string, LiveSession>> {
  const now = Date.now()
  const sessions = await prisma.session.findMany({
    where: { id: { in: ids }, expiresAt: { gt: new Date(now) }, createdAt: { gt: new Date(now - maxSessionAgeMs) } },
    select: { id: true, userId: true, user: { select: { lastEventSeq: true } } },
  })
  return new Map(sessions.map(({ id, userId, user }) => [id, { userId, ...user }]))
}

/** Ends one session of this person, and its sockets. False where this person has no such session. */
export async function endSession(prisma: PrismaClient, actor: Actor, sessionId: string): Promise<boolean> {
  const ended = await prisma.$transaction((tx) => endSessions(tx, { userId: actor.userId, id: sessionId }))
  return ended > 0
}

/** Ends every session of this person but the one that asks. Answers how many ended. */
export function endOtherSessions(prisma: PrismaClient, actor: Actor): Promise<number> {
  return prisma.$transaction((tx) => endSessions(tx, { userId: actor.userId, id: { not: actor.sessionId } }))
}

/** Tidies up after sessions that ran out unused. */
export async function endExpiredSessions(prisma: PrismaClient, userId: string): Promise<void> {
  await prisma.$transaction((tx) => endSessions(tx, { userId, expiresAt: { lt: new Date() } }))
}

/** One transaction with the announcement: a session is never over here while its sockets live on elsewhere. */
export async function endSessions(tx: Prisma.TransactionClient, where: Prisma.SessionWhereInput): Promise<number> {
  const sessions = await tx.session.findMany({ where, select: { id: true } })
  const ids = sessions.map(({ id }) => id)
  await tx.session.deleteMany({ where: { id: { in: ids } } })
  for (const sessionId of ids) await announceChange(tx, { kind: 'session', sessionId })
  return ids.length
}
