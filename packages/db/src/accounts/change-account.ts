import { recordAudit } from '../audit/record-audit.ts'
import type { Prisma, PrismaClient } from '../generated/client.ts'
import { endSessions } from './end-sessions.ts'

/** `ended`: sessions that were over with it. `unchanged`: it was so already. `unknown`: nobody has this address. */
export type AccountChange =
  | { readonly kind: 'done'; readonly ended: number }
  | { readonly kind: 'unchanged' | 'unknown' }

/** The person can sign in no more, and is signed out everywhere at once. What they wrote and own stays. */
export function disableAccount(prisma: PrismaClient, email: string): Promise<AccountChange> {
  return changeAccount(prisma, email, async (tx, user) => {
    if (user.disabledAt) return { kind: 'unchanged' }
    await tx.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } })
    const ended = await endSessions(tx, { userId: user.id })
    await recordAudit(tx, { kind: 'account-disabled', via: 'command', subjectId: user.id })
    return { kind: 'done', ended }
  })
}

export function enableAccount(prisma: PrismaClient, email: string): Promise<AccountChange> {
  return changeAccount(prisma, email, async (tx, user) => {
    if (!user.disabledAt) return { kind: 'unchanged' }
    await tx.user.update({ where: { id: user.id }, data: { disabledAt: null } })
    await recordAudit(tx, { kind: 'account-enabled', via: 'command', subjectId: user.id })
    return { kind: 'done', ended: 0 }
  })
}

/** Gives the person another password and ends every session that was opened with the old one. */
export function resetPassword(prisma: PrismaClient, email: string, passwordHash: string): Promise<AccountChange> {
  return changeAccount(prisma, email, async (tx, { id: userId }) => {
    const where = { userId, providerId: 'credential' }
    const { count } = await tx.account.updateMany({ where, data: { password: passwordHash } })
    if (count === 0) await tx.account.create({ data: { ...where, accountId: userId, password: passwordHash } })
    const ended = await endSessions(tx, { userId })
    await recordAudit(tx, { kind: 'password-reset', via: 'command', subjectId: userId })
    return { kind: 'done', ended }
  })
}

type Found = { id: string; disabledAt: Date | null }

/** Order: the row is locked, so that two changes of one account see each other. */
function changeAccount(
  prisma: PrismaClient,
  email: string,
  change: (tx: Prisma.TransactionClient, user: Found) => Promise<AccountChange>,
): Promise<AccountChange> {
  return prisma.$transaction(async (tx) => {
    const [user] = await tx.$queryRaw<Found[]>`
      SELECT "id", "disabledAt" FROM "User" WHERE lower("email") = lower(${email}) FOR NO KEY UPDATE`
    return user ? await change(tx, user) : { kind: 'unknown' }
  })
}
