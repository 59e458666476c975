import { announceChange, type Prisma, type PrismaClient, recordAudit, recordUserEvents } from '@duplex/db'
import { authorise, authoriseLocked, type DocumentRow } from '../access/authorise.ts'
import { byActor } from '../audit/by-actor.ts'
import type { Actor } from '../auth/actor.ts'
import { tellMembers } from '../events/tell-members.ts'
import { Refusal } from '../refusal.ts'

/** The version that the caller saw; undefined where it does not mind changes since. */
export type ExpectedVersion = number | undefined

export function renameDocument(
  prisma: PrismaClient,
  actor: Actor,
  documentId: string,
  title: string,
  expected: ExpectedVersion,
): Promise<DocumentRow> {
  return prisma.$transaction(async (tx) => {
    const document = await authoriseLocked(tx, actor, 'document.rename', documentId)
    refuseOtherVersion(document, expected)
    if (document.title === title) return document
    await writeRow(tx, documentId, { title })
    await announceChange(tx, { kind: 'title', documentId, title })
    await tellMembers(tx, documentId, 'renamed')
    return await authorise(tx, actor, 'document.read', documentId)
  })
}

/** Puts the document into the trash: gone for everybody but its owner, who can restore it. Doing it twice is one. */
export function trashDocument(
  prisma: PrismaClient,
  actor: Actor,
  documentId: string,
  expected: ExpectedVersion,
): Promise<void> {
  return prisma.$transaction(async (tx) => {
    const document = await authoriseLocked(tx, actor, 'document.trash', documentId)
    refuseOtherVersion(document, expected)
    if (document.trashedAt !== null) return
    await writeRow(tx, documentId, { trashedAt: new Date() })
    await announceChange(tx, { kind: 'document', documentId, state: 'trashed' })
    await recordAudit(tx, { kind: 'trashed', ...byActor(actor), documentId })
    await tellMembers(tx, documentId, 'trashed')
  })
}

/** Takes the document out of the trash. Doing it twice is one. */
export function restoreDocument(prisma: PrismaClient, actor: Actor, documentId: string): Promise<DocumentRow> {
  return prisma.$transaction(async (tx) => {
    const document = await authoriseLocked(tx, actor, 'document.restore', documentId)
    if (document.trashedAt === null) return document
    await writeRow(tx, documentId, { trashedAt: null })
    await announceChange(tx, { kind: 'document', documentId, state: 'restored' })
    await recordAudit(tx, { kind: 'restored', ...byActor(actor), documentId })
    await tellMembers(tx, documentId, 'restored')
    return await authorise(tx, actor, 'document.read', documentId)
  })
}

/** Destroys a document in the trash with its whole log. There is no way back. */
export function deleteDocument(prisma: PrismaClient, actor: Actor, documentId: string): Promise<void> {
  return prisma.$transaction(async (tx) => {
    await authoriseLocked(tx, actor, 'document.delete', documentId)
    await tx.document.delete({ where: { id: documentId } })
    await announceChange(tx, { kind: 'document', documentId, state: 'deleted' })
    await recordAudit(tx, { kind: 'purged', ...byActor(actor), documentId })
    // Everybody else lost sight of it when it went to the trash.
    await recordUserEvents(tx, [{ userId: actor.userId, documentId, kind: 'deleted' }])
  })
}

async function writeRow(tx: Prisma.TransactionClient, id: string, data: Prisma.DocumentUpdateInput): Promise<void> {
  await tx.document.update({ where: { id }, data: { ...data, version: { increment: 1 }, updatedAt: new Date() } })
}

function refuseOtherVersion({ version }: DocumentRow, expected: ExpectedVersion): void {
  if (expected === undefined || expected === version) return
  throw new Refusal('version-mismatch', 'The document was changed since you read it. Read it again.')
}
