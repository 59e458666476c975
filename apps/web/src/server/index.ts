import { readEventPosition } from '@duplex/db'
import { contentOf } from '@duplex/editor'
import type { AuditEventList, AuditEventView, NodeView } from './api/admin-schemas.ts'
import type { DocumentList, DocumentView, MemberView, SessionView } from './api/schemas.ts'
import type { Actor } from './auth/actor.ts'
import { hasPeople } from './auth/people.ts'
import { readSession } from './auth/session-reader.ts'
import { listSessions as loadSessions } from './auth/sessions.ts'
import { readEnvironment } from './config/environment.ts'
import { container } from './container.ts'
import { type DocumentQuery, listDocuments as loadDocuments } from './documents/list-documents.ts'
import { pageLimits } from './documents/page.ts'
import { readContent } from './documents/read-content.ts'
import { orUndefined } from './not-found.ts'
import { presentSession } from './presenters/present-account.ts'
import { presentDocument } from './presenters/present-document.ts'

/** What server components may call. Every call takes the actor; what they may not see is undefined. */

export type { Actor, AuditEventList, AuditEventView, DocumentList, DocumentView, MemberView, NodeView, SessionView }

export type OpenedDocument = { document: DocumentView; html: string; seq: number }

/** Who is asking, by the cookie in these headers. */
export async function getActor(headers: Headers): Promise<Actor | undefined> {
  const { auth } = await container()
  return (await readSession(auth, headers, 'look'))?.actor
}

/** Whether the installation has its first person. */
export async function isSetUp(): Promise<boolean> {
  return await hasPeople((await container()).prisma)
}

export function isSignUpOpen(): boolean {
  return readEnvironment().signUp === 'open'
}

/** Of the traces that begin in a page, so many are recorded, from 0 to 1. Undefined: pages trace nothing. */
export function pageTraceShare(): number | undefined {
  return readEnvironment().tracing?.share
}

export async function listDocuments(
  actor: Actor,
  {
    trashed = false,
    limit = pageLimits.default,
    ...query
  }: Partial<Omit<DocumentQuery, 'place'>> & { trashed?: boolean },
): Promise<DocumentList> {
  const { prisma } = await container()
  const place = trashed ? 'trash' : 'outside'
  const { items, nextCursor } = await loadDocuments(prisma, actor, { ...query, limit, place })
  return { items: items.map((row) => presentDocument(row, actor)), nextCursor }
}

/** The newest event for this person. Ask before you read a list that events keep up to date. */
export async function eventPositionOf(actor: Actor): Promise<number> {
  return await readEventPosition((await container()).prisma, actor.userId)
}

/** A document with its content as HTML, for the first paint. */
export async function openDocument(actor: Actor, id: string): Promise<OpenedDocument | undefined> {
  const { prisma } = await container()
  const content = await orUndefined(id, () => readContent(prisma, actor, id))
  if (content === undefined) return undefined
  const { document, updates, seq } = content
  return { document: presentDocument(document, actor), html: contentOf(updates, 'html'), seq }
}

export async function listSessions(actor: Actor): Promise<SessionView[]> {
  const { prisma } = await container()
  return (await loadSessions(prisma, actor)).map((session) => presentSession(session, actor))
}
