import type { DocumentRow } from '../access/authorise.ts'
import { can } from '../access/policy.ts'
import type { DocumentView } from '../api/schemas.ts'

/** What this person learns about a document. */
export function presentDocument(document: DocumentRow, actor: { userId: string }): DocumentView {
  const access = { role: document.role, isTrashed: document.trashedAt !== null }
  return {
    id: document.id,
    title: document.title,
    role: document.role,
    owner: { id: document.owner.id, name: document.owner.name },
    version: document.version,
    createdAt: document.createdAt.toISOString(),
    updatedAt: document.updatedAt.toISOString(),
    trashedAt: document.trashedAt?.toISOString() ?? null,
    permissions: {
      write: can(actor, 'document.write', access),
      rename: can(actor, 'document.rename', access),
      trash: can(actor, 'document.trash', access) && !access.isTrashed,
      restore: can(actor, 'document.restore', access) && access.isTrashed,
      deletePermanently: can(actor, 'document.delete', access),
      manageMembers: can(actor, 'members.manage', access),
      leave: can(actor, 'members.leave', access) && document.role !== 'owner',
    },
  }
}
