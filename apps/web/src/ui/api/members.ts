import type { Role } from '@duplex/protocol'
import { request } from './request.ts'
import type { MemberView } from './views.ts'

type MemberPage = { items: MemberView[]; nextCursor: string | null }

/** As many as the API gives at once. */
const pageSize = 100

/** Everybody with access, in the order they came. */
export async function fetchMembers(documentId: string, signal?: AbortSignal): Promise<MemberView[]> {
  const members: MemberView[] = []
  let cursor: string | undefined
  do {
    const query = { limit: pageSize, cursor }
    const page: MemberPage = await request(`/api/v1/documents/${documentId}/members`, { query, signal })
    members.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return members
}

export function inviteMember(documentId: string, invitation: { email: string; role: Role }): Promise<MemberView> {
  return request(`/api/v1/documents/${documentId}/members`, { method: 'POST', body: invitation })
}

/** Role `owner` hands the document over: the former owner becomes an editor. */
export function changeRole(documentId: string, userId: string, role: Role): Promise<MemberView> {
  return request(`/api/v1/documents/${documentId}/members/${userId}`, { method: 'PUT', body: { role } })
}

/** Removing oneself is leaving. */
export function removeMember(documentId: string, userId: string): Promise<void> {
  return request(`/api/v1/documents/${documentId}/members/${userId}`, { method: 'DELETE' })
}
