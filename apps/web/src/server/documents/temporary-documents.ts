import { announceChange, type Prisma, type PrismaClient } from '@duplex/db'
import { uuidv7 } from 'uuidv7'
import { type DocumentRow, includeFor, type Person, toDocumentRow } from '../access/authorise.ts'

/** Longer than any run of the protocol lab takes, with all that comes before and after it. */
export const temporaryMs = 10 * 60_000
/** Documents of others that are due, and removed on the way. */
const maxSwept = 50

/**
 * Makes empty documents that are in no list, and removes those that this person had: one set for each person at most.
 * With them go a few of others whose time is over, so that nobody has to come back for what a closed browser left.
 */
export function makeTemporaryDocuments(
  prisma: PrismaClient,
  person: Person,
  titles: readonly string[],
): Promise<DocumentRow[]> {
  return prisma.$transaction(async (tx) => {
    await lockPerson(tx, person)
    await remove(tx, { OR: [ofPerson(person), { expiresAt: { lt: new Date() } }] })
    const expiresAt = new Date(Date.now() + temporaryMs)
    const documents = titles.map((title) => ({ id: uuidv7(), title, expiresAt }))
    await tx.document.createMany({ data: documents })
    const { userId } = person
    await tx.member.createMany({ data: documents.map(({ id }) => ({ documentId: id, userId, role: 'owner' })) })
    const rows = await tx.document.findMany({ where: ofPerson(person), include: includeFor(person) })
    return documents.flatMap(({ id }) => {
      const found = rows.find((row) => row.id === id)
      return (found && toDocumentRow(found, person)) ?? []
    })
  })
}

/** Removes all that this person has, with everything in them. Doing it twice is one. */
export function removeTemporaryDocuments(prisma: PrismaClient, person: Person): Promise<void> {
  return prisma.$transaction(async (tx) => {
    await lockPerson(tx, person)
    await remove(tx, ofPerson(person))
  })
}

function ofPerson({ userId }: Person): Prisma.DocumentWhereInput {
  return { expiresAt: { not: null }, members: { some: { userId, role: 'owner' } } }
}

/** Order: two that make documents for one person at the same time would both keep theirs. */
async function lockPerson(tx: Prisma.TransactionClient, { userId }: Person): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${userId}::uuid FOR NO KEY UPDATE`
}

async function remove(tx: Prisma.TransactionClient, where: Prisma.DocumentWhereInput): Promise<void> {
  const due = await tx.document.findMany({ where, select: { id: true }, take: maxSwept })
  if (due.length === 0) return
  await tx.document.deleteMany({ where: { id: { in: due.map(({ id }) => id) } } })
  for (const { id: documentId } of due) await announceChange(tx, { kind: 'document', documentId, state: 'deleted' })
}
