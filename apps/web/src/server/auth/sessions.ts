import { type AuditKind, endSessions, type Prisma, type PrismaClient, recordAudit } from '@duplex/db'
import { byActor } from '../audit/by-actor.ts'
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
    where: {
      id: { in: ids },
      expiresAt: { gt: new Date(now) },
      createdAt: { gt: new Date(now - maxSessionAgeMs) },
      user: { disabledAt: null },
    },
    select: { id: true, userId: true, user: { select: { lastEventSeq: true } } },
  })
  return new Map(sessions.map(({ id, userId, user }) => [id, { userId, ...user }]))
}

/** Ends one session of this person, and its sockets. False where this person has no such session. */
export async function endSession(prisma: PrismaClient, actor: Actor, sessionId: string): Promise<boolean> {
  const kind = sessionId === actor.sessionId ? 'signed-out' : 'session-revoked'
  return (await endRecorded(prisma, actor, kind, sessionId)) > 0
}

/** Ends every session of this person but the one that asks. Answers how many ended. */
export function endOtherSessions(prisma: PrismaClient, actor: Actor): Promise<number> {
  return endRecorded(prisma, actor, 'session-revoked', { not: actor.sessionId })
}

function endRecorded(prisma: PrismaClient, actor: Actor, kind: AuditKind, id: string | { not: string }) {
  return prisma.$transaction(async (tx) => {
    const ended = await endSessions(tx, { userId: actor.userId, id })
    if (ended > 0) await recordAudit(tx, { kind, ...byActor(actor) })
    return ended
  })
}

/** Tidies up after sessions that ran out unused. */
export async function endExpiredSessions(tx: Prisma.TransactionClient, userId: string): Promise<void> {
  await endSessions(tx, { userId, expiresAt: { lt: new Date() } })
}
