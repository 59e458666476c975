import { recordAudit } from '../audit/record-audit.ts'
import { announceChange } from '../changes/announce-change.ts'
import { recordUserEvents } from '../events/record-user-events.ts'
import type { PrismaClient } from '../generated/client.ts'

export type TrashedDocument = { readonly id: string; readonly title: string; readonly trashedAt: Date }

/** Documents that went to the trash before this moment, oldest first. */
export async function listTrash(prisma: PrismaClient, before: Date): Promise<TrashedDocument[]> {
  const rows = await prisma.document.findMany({
    where: { trashedAt: { lt: before } },
    orderBy: { trashedAt: 'asc' },
    select: { id: true, title: true, trashedAt: true },
  })
  return rows.flatMap(({ trashedAt, ...row }) => (trashedAt ? [{ ...row, trashedAt }] : []))
}

/**
 * Destroys a document that still is in the trash since before this moment, with its whole log, and tells its owner.
 * False where somebody restored or deleted it meanwhile. There is no way back but a backup.
 */
export function deleteTrashed(prisma: PrismaClient, documentId: string, before: Date): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const owners = await tx.member.findMany({ where: { documentId, role: 'owner' }, select: { userId: true } })
    const { count } = await tx.document.deleteMany({ where: { id: documentId, trashedAt: { lt: before } } })
    if (count === 0) return false
    await recordAudit(tx, { kind: 'purged', via: 'command', documentId })
    await announceChange(tx, { kind: 'document', documentId, state: 'deleted' })
    // Order: the last write of the transaction, because it locks people.
    await recordUserEvents(
      tx,
      owners.map(({ userId }) => ({ userId, documentId, kind: 'deleted' })),
    )
    return true
  })
}
