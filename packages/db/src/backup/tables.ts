/** What a backup holds, in the order in which it can be filled: whatever a row refers to comes before it. */
export const backedUpTables = [
  'User',
  'Account',
  'Document',
  'Member',
  'DocumentUpdate',
  'DocumentSnapshot',
  'DocumentClient',
  'UserEvent',
  'AuditEvent',
] as const

/**
 * What a backup leaves out, because it lasts minutes or days. Security: a sign-in that somebody ended after the backup
 * must not be good again after a restore, and the file must be nobody's key; so everybody signs in again.
 */
export const leftOutTables = [
  'Session',
  'Verification',
  'RateLimit',
  'IdempotencyKey',
  'UsedTicket',
  'SyncNode',
  '_prisma_migrations',
] as const

/** Types of our own that the tables use. */
export const ownTypes = ['Role'] as const

/** Ours by name; anything else in a database is somebody else's, and stays. */
export function isOwnTable(name: string): boolean {
  return [...backedUpTables, ...leftOutTables].some((own) => own === name)
}
