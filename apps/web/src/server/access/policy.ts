import type { Role } from '@duplex/protocol'

/** Everything that somebody may want to do to a document. */
export const actions = [
  'document.read',
  'document.connect',
  'document.write',
  'document.rename',
  'document.trash',
  'document.restore',
  'document.delete',
  'members.read',
  'members.manage',
  'members.leave',
] as const
export type Action = (typeof actions)[number]

/** How somebody stands to a document. Without a role it must look absent. */
export type Access = { role: Role | undefined; isTrashed: boolean }

/** `hidden` must be answered exactly like a document that does not exist. */
export type Verdict = 'allowed' | 'signed-out' | 'hidden' | 'forbidden' | 'in-trash' | 'not-in-trash'

const everybody: readonly Role[] = ['owner', 'editor', 'commenter', 'viewer']
const writers: readonly Role[] = ['owner', 'editor']
const owner: readonly Role[] = ['owner']

type Rule = {
  roles: readonly Role[]
  /** Where the document may be: most things need it out of the trash, and only what is in there can be destroyed. */
  place: 'outside' | 'trash' | 'anywhere'
}

const rules: Record<Action, Rule> = {
  'document.read': { roles: everybody, place: 'anywhere' },
  'document.connect': { roles: everybody, place: 'outside' },
  'document.write': { roles: writers, place: 'outside' },
  'document.rename': { roles: writers, place: 'outside' },
  'document.trash': { roles: owner, place: 'anywhere' },
  'document.restore': { roles: owner, place: 'anywhere' },
  'document.delete': { roles: owner, place: 'trash' },
  'members.read': { roles: everybody, place: 'anywhere' },
  'members.manage': { roles: owner, place: 'outside' },
  'members.leave': { roles: everybody, place: 'outside' },
}

/**
 * Decides everything. A document in the trash exists for its owner only. `actor` is undefined for somebody who is
 * not signed in.
 */
export function decide(actor: { userId: string } | undefined, action: Action, { role, isTrashed }: Access): Verdict {
  if (actor === undefined) return 'signed-out'
  if (role === undefined || (isTrashed && role !== 'owner')) return 'hidden'
  const rule = rules[action]
  if (!rule.roles.includes(role)) return 'forbidden'
  if (rule.place === 'outside' && isTrashed) return 'in-trash'
  if (rule.place === 'trash' && !isTrashed) return 'not-in-trash'
  return 'allowed'
}

export function can(actor: { userId: string } | undefined, action: Action, access: Access): boolean {
  return decide(actor, action, access) === 'allowed'
}
