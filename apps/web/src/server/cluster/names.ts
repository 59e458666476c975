import type { PrismaClient } from '@duplex/db'
import type { Actor } from '../auth/actor.ts'

/** Ids with what an administrator may know of them. */
export type Names = {
  /** Undefined where there is no such person any more. */
  personOf(userId: string): string | undefined
  /** Undefined where the administrator is no member, or the document is gone. */
  titleOf(documentId: string): string | undefined
}

/**
 * Names people for an administrator, and documents only where they are a member: to administer the installation is no
 * right to know what others write.
 */
export async function readNames(
  prisma: PrismaClient,
  actor: Pick<Actor, 'userId'>,
  { userIds, documentIds }: { userIds: readonly string[]; documentIds: readonly string[] },
): Promise<Names> {
  const ofMember = { members: { some: { userId: actor.userId } }, trashedAt: null }
  const [people, documents] = await Promise.all([
    prisma.user.findMany({ where: { id: { in: unique(userIds) } }, select: { id: true, name: true } }),
    prisma.document.findMany({
      where: { id: { in: unique(documentIds) }, ...ofMember },
      select: { id: true, title: true },
    }),
  ])
  const names = new Map(people.map(({ id, name }) => [id, name]))
  const titles = new Map(documents.map(({ id, title }) => [id, title]))
  return { personOf: (userId) => names.get(userId), titleOf: (documentId) => titles.get(documentId) }
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}
