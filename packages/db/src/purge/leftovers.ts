import { endSessions } from '../accounts/end-sessions.ts'
import { previewAuditThinning, thinAudit } from '../audit/audit-thinning.ts'
import { announceChange } from '../changes/announce-change.ts'
import { previewEventThinning, thinEvents } from '../events/event-thinning.ts'
import type { Prisma, PrismaClient } from '../generated/client.ts'

/** How long the answer to a request with an Idempotency-Key is kept. */
const idempotencyMs = 24 * 60 * 60 * 1000

/** Rows whose time is over and that wait for somebody to come by. */
export type Leftover = {
  readonly name: string
  count(prisma: PrismaClient): Promise<number>
  /** Answers how many went. */
  remove(prisma: PrismaClient): Promise<number>
}

const ago = (ms: number) => new Date(Date.now() - ms)
const expiredSessions = (): Prisma.SessionWhereInput => ({ expiresAt: { lt: new Date() } })
const expiredDocuments = (): Prisma.DocumentWhereInput => ({ expiresAt: { lt: new Date() } })
const oldAnswers = (): Prisma.IdempotencyKeyWhereInput => ({ createdAt: { lt: ago(idempotencyMs) } })
const oldTokens = (): Prisma.VerificationWhereInput => ({ expiresAt: { lt: new Date() } })

export const leftovers: readonly Leftover[] = [
  {
    name: 'sign-ins that ran out',
    count: (prisma) => prisma.session.count({ where: expiredSessions() }),
    remove: (prisma) => prisma.$transaction((tx) => endSessions(tx, expiredSessions())),
  },
  {
    name: 'documents of measurements that are over',
    count: (prisma) => prisma.document.count({ where: expiredDocuments() }),
    remove: (prisma) => prisma.$transaction(removeExpired),
  },
  {
    name: 'answers kept for repeated requests',
    count: (prisma) => prisma.idempotencyKey.count({ where: oldAnswers() }),
    remove: async (prisma) => (await prisma.idempotencyKey.deleteMany({ where: oldAnswers() })).count,
  },
  {
    name: 'news that is told to nobody any more',
    count: async (prisma) => (await previewEventThinning(prisma)).staleRows,
    remove: thinEvents,
  },
  {
    name: 'audit events beyond a year, or 20,000 of a kind',
    count: async (prisma) => (await previewAuditThinning(prisma)).staleRows,
    remove: thinAudit,
  },
  {
    name: 'confirmations that ran out',
    count: (prisma) => prisma.verification.count({ where: oldTokens() }),
    remove: async (prisma) => (await prisma.verification.deleteMany({ where: oldTokens() })).count,
  },
]

async function removeExpired(tx: Prisma.TransactionClient): Promise<number> {
  const due = await tx.document.findMany({ where: expiredDocuments(), select: { id: true } })
  await tx.document.deleteMany({ where: { id: { in: due.map(({ id }) => id) } } })
  for (const { id: documentId } of due) await announceChange(tx, { kind: 'document', documentId, state: 'deleted' })
  return due.length
}
