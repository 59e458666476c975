import { endSessions, type PrismaClient, recordAudit } from '@duplex/db'
import { byActor } from '../audit/by-actor.ts'
import type { Limit, RateLimiter } from '../network/rate-limiter.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import type { Auth } from './auth.ts'
import { useOrRefuse } from './guess-limits.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { refuseWeakPassword } from './sign-in.ts'

/** Wrong current passwords within one person's sessions: somebody at a forgotten screen. */
const passwordChecks: Limit = { max: 10, windowSeconds: 900 }

export type AccountDependencies = {
  prisma: PrismaClient
  auth: Auth
  limiter: RateLimiter
  passwordPolicy: PasswordPolicy
}

export type Profile = { id: string; name: string; email: string; isAdmin: boolean; createdAt: Date }

const profileSelect = { id: true, name: true, email: true, isAdmin: true, createdAt: true } as const

export function readProfile(prisma: PrismaClient, userId: string): Promise<Profile> {
  return prisma.user.findUniqueOrThrow({ where: { id: userId }, select: profileSelect })
}

export function renamePerson(prisma: PrismaClient, actor: Actor, name: string): Promise<Profile> {
  return prisma.user.update({ where: { id: actor.userId }, data: { name }, select: profileSelect })
}

/**
 * Sets a new password and ends every other session, in one transaction: whoever signed in with the old password is
 * out at once, on sockets too. Refuses with `wrong-credentials` where `currentPassword` is not the current one.
 */
export async function changePassword(
  { prisma, auth, limiter, passwordPolicy }: AccountDependencies,
  actor: Actor,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<void> {
  const key = `password-check:${actor.userId}`
  await useOrRefuse(limiter, key, passwordChecks)
  const { password: hasher } = await auth.$context
  const where = { userId: actor.userId, providerId: 'credential' }
  const account = await prisma.account.findFirst({ where, select: { id: true, password: true } })
  const hash = account?.password ?? null
  if (account === null || hash === null || !(await hasher.verify({ hash, password: currentPassword }))) {
    throw new Refusal('wrong-credentials', 'The current password is wrong.')
  }
  await limiter.giveBack(key)
  await refuseWeakPassword(passwordPolicy, newPassword, actor)
  const newHash = await hasher.hash(newPassword)
  await prisma.$transaction(async (tx) => {
    // The old hash in the condition: of two changes at the same moment, only one knew the current password.
    const changed = await tx.account.updateMany({
      where: { id: account.id, password: hash },
      data: { password: newHash },
    })
    if (changed.count === 0) throw new Refusal('wrong-credentials', 'The current password is wrong.')
    await recordAudit(tx, { kind: 'password-changed', ...byActor(actor) })
    await endSessions(tx, { userId: actor.userId, id: { not: actor.sessionId } })
  })
}
