import { appendUpdates, type Prisma, recordUserEvents } from '@duplex/db'
import { uuidv7 } from 'uuidv7'
import { authorise, type DocumentRow, type Person } from '../access/authorise.ts'

/** How a document begins. `content`: a Yjs update, encoding V1; without it the document is empty. */
export type DocumentSeed = { title: string; content?: Uint8Array }

/** Makes a document that belongs to `person`. Content and rows appear together or not at all. */
export async function createDocument(
  tx: Prisma.TransactionClient,
  person: Person,
  { title, content }: DocumentSeed,
): Promise<DocumentRow> {
  const id = uuidv7()
  await tx.document.create({
    data: { id, title, members: { create: { userId: person.userId, role: 'owner' } } },
  })
  if (content !== undefined) await appendUpdates(tx, [{ documentId: id, bytes: content, authorIds: [person.userId] }])
  await recordUserEvents(tx, [{ userId: person.userId, documentId: id, kind: 'created' }])
  return await authorise(tx, person, 'document.read', id)
}
