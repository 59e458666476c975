import { announceChange, type Prisma, type PrismaClient, recordAudit, recordUserEvents } from '@duplex/db'
import type { Role } from '@duplex/protocol'
import { authorise, authoriseLocked, type DocumentRow } from '../access/authorise.ts'
import { byActor } from '../audit/by-actor.ts'
import type { Actor } from '../auth/actor.ts'
import { useOrRefuse } from '../auth/guess-limits.ts'
import { tellMembers } from '../events/tell-members.ts'
import type { Limit, RateLimiter } from '../network/rate-limiter.ts'
import { Refusal } from '../refusal.ts'
import { findMember, type MemberRow } from './list-members.ts'

/** Every invitation tells whether an e-mail address has an account, so nobody may try a list of them. */
const invitations: Limit = { max: 60, windowSeconds: 600 }

export type Changed = { document: DocumentRow; member: MemberRow }

/** Counts one invitation of this person; throws `too-many-requests` where that is one too many. */
export function admitInvitation(limiter: RateLimiter, actor: Actor): Promise<void> {
  return useOrRefuse(limiter, `invitation:${actor.userId}`, invitations)
}

/** Makes the person with this e-mail address a member. Throws `unknown-person` where nobody has it. */
export async function inviteMember(
  tx: Prisma.TransactionClient,
  actor: Actor,
  documentId: string,
  { email, role }: { email: string; role: Exclude<Role, 'owner'> },
): Promise<Changed> {
  const document = await authoriseLocked(tx, actor, 'members.manage', documentId)
  const user = await tx.user.findUnique({ where: { email: email.toLowerCase() }, select: { id: true } })
  if (user === null) {
    const message = 'Nobody here has an account with this e-mail address.'
    throw new Refusal('unknown-person', message, { errors: [{ path: 'email', message }] })
  }
  const { count } = await tx.member.createMany({ data: { documentId, userId: user.id, role }, skipDuplicates: true })
  if (count === 0) throw new Refusal('already-member', 'This person is a member of the document already.')
  await raiseAccessVersion(tx, documentId, [user.id])
  await recordAudit(tx, { kind: 'shared', ...byActor(actor), subjectId: user.id, documentId, detail: role })
  await recordUserEvents(tx, [{ userId: user.id, documentId, kind: 'shared' }])
  return { document, member: await findMember(tx, documentId, user.id) }
}

/** Gives a member another role. The role owner is handed over: the owner before becomes an editor. */
export function changeRole(
  prisma: PrismaClient,
  actor: Actor,
  documentId: string,
  { userId, role }: { userId: string; role: Role },
): Promise<Changed> {
  return prisma.$transaction(async (tx) => {
    const document = await authoriseLocked(tx, actor, 'members.manage', documentId)
    const member = await findMember(tx, documentId, userId)
    if (member.role === role) return { document, member }
    if (member.role === 'owner') throw lastOwner()
    const touched = [userId]
    if (role === 'owner') {
      await writeRole(tx, actor, documentId, actor.userId, 'editor')
      touched.push(actor.userId)
    }
    await writeRole(tx, actor, documentId, userId, role)
    await raiseAccessVersion(tx, documentId, touched)
    await tellRoleChange(tx, documentId, touched)
    return {
      document: await authorise(tx, actor, 'document.read', documentId),
      member: await findMember(tx, documentId, userId),
    }
  })
}

/** Ends a membership: the owner's decision, or a member's own. */
export function removeMember(prisma: PrismaClient, actor: Actor, documentId: string, userId: string): Promise<void> {
  return prisma.$transaction(async (tx) => {
    const action = userId === actor.userId ? 'members.leave' : 'members.manage'
    await authoriseLocked(tx, actor, action, documentId)
    const member = await findMember(tx, documentId, userId)
    if (member.role === 'owner') throw lastOwner()
    await tx.member.delete({ where: { documentId_userId: { documentId, userId } } })
    await raiseAccessVersion(tx, documentId, [userId])
    await recordAudit(tx, { kind: 'member-removed', ...byActor(actor), subjectId: userId, documentId })
    await recordUserEvents(tx, [{ userId, documentId, kind: 'removed' }])
  })
}

/** Whose role changed hears of it; where two changed, the document has another owner, whom everybody's list names. */
async function tellRoleChange(tx: Prisma.TransactionClient, documentId: string, touched: string[]): Promise<void> {
  const own = touched.map((userId) => ({ userId, documentId, kind: 'role-changed' as const }))
  if (own.length === 1) return await recordUserEvents(tx, own)
  const kinds = Object.fromEntries(own.map(({ userId, kind }) => [userId, kind]))
  await tellMembers(tx, documentId, 'owner-changed', kinds)
}

async function writeRole(
  tx: Prisma.TransactionClient,
  actor: Actor,
  documentId: string,
  userId: string,
  role: Role,
): Promise<void> {
  await tx.member.update({ where: { documentId_userId: { documentId, userId } }, data: { role } })
  await recordAudit(tx, { kind: 'role-changed', ...byActor(actor), subjectId: userId, documentId, detail: role })
}

/** In the transaction of the change: tickets of before are void, and the sync server hears who is touched. */
async function raiseAccessVersion(tx: Prisma.TransactionClient, documentId: string, userIds: string[]): Promise<void> {
  const { accessVersion } = await tx.document.update({
    where: { id: documentId },
    data: { accessVersion: { increment: 1 } },
    select: { accessVersion: true },
  })
  await announceChange(tx, { kind: 'access', documentId, accessVersion, userIds })
}

function lastOwner(): Refusal {
  return new Refusal('last-owner', 'A document needs an owner. Make another member the owner first.')
}
