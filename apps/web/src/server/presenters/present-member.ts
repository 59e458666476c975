import type { DocumentRow } from '../access/authorise.ts'
import type { MemberView } from '../api/schemas.ts'
import type { MemberRow } from '../members/list-members.ts'

/** What this person learns about a member: e-mail addresses only the owner's eyes see, and everybody their own. */
export function presentMember(member: MemberRow, document: DocumentRow, actor: { userId: string }): MemberView {
  const mayKnowEmail = document.role === 'owner' || member.userId === actor.userId
  return {
    userId: member.userId,
    name: member.user.name,
    email: mayKnowEmail ? member.user.email : null,
    role: member.role,
    since: member.createdAt.toISOString(),
  }
}
