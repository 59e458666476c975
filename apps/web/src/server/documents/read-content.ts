import { loadLog, type PrismaClient } from '@duplex/db'
import { authorise, type DocumentRow, documentNotFound, type Person } from '../access/authorise.ts'

/** The state of a document as of update `seq`: Yjs updates, encoding V1, oldest first. */
export type DocumentContent = { document: DocumentRow; updates: Uint8Array[]; seq: number }

/** Reads a document's content through its log, if this person may read it. */
export async function readContent(prisma: PrismaClient, person: Person, documentId: string): Promise<DocumentContent> {
  const document = await authorise(prisma, person, 'document.read', documentId)
  const log = await loadLog(prisma, documentId)
  if (log === undefined) throw documentNotFound()
  const rows = log.snapshot === undefined ? log.updates : [log.snapshot, ...log.updates]
  return { document, updates: rows.map(({ bytes }) => bytes), seq: log.seq }
}
