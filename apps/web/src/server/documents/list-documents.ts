import type { Prisma, PrismaClient } from '@duplex/db'
import { z } from 'zod'
import { type DocumentRow, includeFor, toDocumentRow } from '../access/authorise.ts'
import type { Actor } from '../auth/actor.ts'
import { encodeCursor, type Page, readCursor, toPage } from './page.ts'

export type DocumentQuery = {
  /** Part of the title, in any case. */
  search?: string
  place: 'outside' | 'trash'
  cursor?: string
  limit: number
}

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()])

/**
 * Documents of this person, most recently changed first; none of those that exist for a while. The trash shows only
 * what they own.
 */
export async function listDocuments(
  prisma: PrismaClient,
  actor: Actor,
  { search, place, cursor, limit }: DocumentQuery,
): Promise<Page<DocumentRow>> {
  const found = await prisma.document.findMany({
    where: { AND: [membershipOf(actor, place), { expiresAt: null }, titleLike(search), after(cursor)] },
    include: includeFor(actor),
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  const rows = found.map((row) => toDocumentRow(row, actor)).filter((row) => row !== undefined)
  return toPage(rows, limit, (last) => encodeCursor([last.updatedAt.toISOString(), last.id]))
}

function membershipOf({ userId }: Actor, place: DocumentQuery['place']): Prisma.DocumentWhereInput {
  return place === 'trash'
    ? { trashedAt: { not: null }, members: { some: { userId, role: 'owner' } } }
    : { trashedAt: null, members: { some: { userId } } }
}

function titleLike(search: string | undefined): Prisma.DocumentWhereInput {
  if (search === undefined) return {}
  // Prisma hands the text to ILIKE as it is; a typed % means a percent sign.
  const literal = search.replace(/[\\%_]/g, '\\$&')
  return { title: { contains: literal, mode: 'insensitive' } }
}

function after(cursor: string | undefined): Prisma.DocumentWhereInput {
  if (cursor === undefined) return {}
  const [time, id] = readCursor(cursor, cursorSchema)
  const updatedAt = new Date(time)
  return { OR: [{ updatedAt: { lt: updatedAt } }, { updatedAt, id: { lt: id } }] }
}
