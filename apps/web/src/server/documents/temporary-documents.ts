import { announceChange, type Prisma, type PrismaClient } from '@duplex/db'
import { uuidv7 } from 'uuidv7'
import { authorise, type DocumentRow, type Person } from '../access/authorise.ts'

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
    await remove(tx, ofPerson(person))
    await remove(tx, { expiresAt: { lt: new Date() } })
    const expiresAt = new Date(Date.now() + temporaryMs)
    const ids = titles.map(() => uuidv7())
    for (const [i, title] of titles.entries()) {
      const members = { create: { userId: person.userId, role: 'owner' as const } }
      await tx.document.create({ data: { id: ids[i], title, expiresAt, members } })
    }
    return await Promise.all(ids.map((id) => authorise(tx, person, 'document.read', id)))
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
  for (const { id: documentId } of due) {
    const { count } = await tx.document.deleteMany({ where: { id: documentId } })
    if (count > 0) await announceChange(tx, { kind: 'document', documentId, state: 'deleted' })
  }
}
