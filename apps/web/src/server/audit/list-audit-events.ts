import type { AuditKind, AuditVia, Prisma, PrismaClient } from '@duplex/db'
import { z } from 'zod'
import type { Actor } from '../auth/actor.ts'
import { type Names, readNames } from '../cluster/names.ts'
import { encodeCursor, type Page, readCursor, toPage } from '../documents/page.ts'

export type AuditQuery = {
  kind?: AuditKind
  /** Who did it, or whom it touched. */
  userId?: string
  cursor?: string
  limit: number
}

type StoredEvent = Prisma.AuditEventGetPayload<object>
export type AuditRow = Omit<StoredEvent, 'kind' | 'via'> & { kind: AuditKind; via: AuditVia }
export type AuditPage = Page<AuditRow> & { names: Names }

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()])

/** What happened, newest first. Only for an administrator. */
export async function listAuditEvents(
  prisma: PrismaClient,
  actor: Actor,
  { kind, userId, cursor, limit }: AuditQuery,
): Promise<AuditPage> {
  const about = userId === undefined ? {} : { OR: [{ userId }, { subjectId: userId }] }
  const rows = await prisma.auditEvent.findMany({
    where: { AND: [{ kind }, about, before(cursor)] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  const page = toPage(rows as AuditRow[], limit, (last) => encodeCursor([last.createdAt.toISOString(), last.id]))
  const names = await readNames(prisma, actor, {
    userIds: page.items.flatMap((row) => [row.userId ?? [], row.subjectId ?? []].flat()),
    documentIds: page.items.flatMap(({ documentId }) => documentId ?? []),
  })
  return { ...page, names }
}

function before(cursor: string | undefined): Prisma.AuditEventWhereInput {
  if (cursor === undefined) return {}
  const [time, id] = readCursor(cursor, cursorSchema)
  const createdAt = new Date(time)
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] }
}
