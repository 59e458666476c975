import { randomUUID } from 'node:crypto'
import { createDatabase, type Database, loadLog } from '@duplex/db'
import { type Role, schemaVersion } from '@duplex/protocol'
import { signTicket, type Ticket, toTicketKey } from '@duplex/protocol/server'
import * as Y from 'yjs'

export const ticketSecret = 'a ticket secret that only tests know, 32+'
export const ticketKey = toTicketKey(ticketSecret)

export type Someone = { readonly userId: string; readonly sessionId: string; readonly name: string }

/** People, documents and tickets for tests, in a real database. */
export type World = {
  readonly prisma: Database['prisma']
  addPerson(name?: string): Promise<Someone>
  addDocument(title?: string): Promise<string>
  /** A valid ticket, but for what `change` says. `now`: ms since 1970. */
  ticket(person: Someone, documentId: string, role?: Role, change?: Partial<Ticket>, now?: number): Promise<string>
  /** The document as its rows alone tell it. */
  readDocument(documentId: string): Promise<Y.Doc>
  readText(documentId: string): Promise<string>
  /** The seqs in the log, in order. */
  readSeqs(documentId: string): Promise<number[]>
  close(): Promise<void>
}

export function createWorld(databaseUrl: string): World {
  const { prisma, close } = createDatabase({ url: databaseUrl, poolSize: 4 })
  const readDocument = async (documentId: string) => {
    const log = await loadLog(prisma, documentId)
    const doc = new Y.Doc()
    for (const { bytes } of [...(log?.snapshot ? [log.snapshot] : []), ...(log?.updates ?? [])])
      Y.applyUpdate(doc, bytes)
    return doc
  }
  return {
    prisma,
    async addPerson(name = 'Ada') {
      const user = await prisma.user.create({ data: { email: `${randomUUID()}@example.com`, name } })
      // Longer than any soak.
      const expiresAt = new Date(Date.now() + 24 * 3_600_000)
      const session = await prisma.session.create({ data: { userId: user.id, token: randomUUID(), expiresAt } })
      return { userId: user.id, sessionId: session.id, name }
    },
    async addDocument(title = 'A document') {
      return (await prisma.document.create({ data: { title } })).id
    },
    ticket: ({ userId, sessionId, name }, documentId, role = 'editor', change = {}, now = Date.now()) => {
      const ticket = {
        id: randomUUID(),
        userId,
        sessionId,
        documentId,
        role,
        accessVersion: 1,
        schemaVersion,
        userName: name,
      }
      return signTicket({ ...ticket, ...change }, ticketKey, now)
    },
    readDocument,
    readText: async (documentId) => (await readDocument(documentId)).getText('default').toString(),
    async readSeqs(documentId) {
      const rows = await prisma.documentUpdate.findMany({
        where: { documentId },
        orderBy: { seq: 'asc' },
        select: { seq: true },
      })
      return rows.map((row) => row.seq)
    },
    close,
  }
}
