import { randomUUID } from 'node:crypto'
import { appendUpdates, type Database } from '@duplex/db'
import * as Y from 'yjs'

/** A document with an owner, and as many updates as it has words. */
export async function writeDocument(
  prisma: Database['prisma'],
  { id = randomUUID(), userId, words }: { id?: string; userId: string; words: readonly string[] },
): Promise<string> {
  await prisma.document.create({ data: { id, title: `About ${words[0]}` } })
  await prisma.member.create({ data: { documentId: id, userId, role: 'owner' } })
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of words) doc.getText('default').insert(0, `${word} `)
  const entries = updates.map((bytes) => ({ documentId: id, bytes, authorIds: [userId] }))
  await appendUpdates(prisma, entries)
  return id
}
