/** What a person may be in a document, strongest first. */
export const roles = ['owner', 'editor', 'commenter', 'viewer'] as const
export type Role = (typeof roles)[number]

/** Whether updates from this role enter the document. */
export function mayWrite(role: Role): boolean {
  return role === 'owner' || role === 'editor'
}
