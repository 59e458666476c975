/**
 * What can have happened to somebody's documents. `role-changed`: their own role; `owner-changed`: another member's.
 * News of another kind (a job that finished, a mention) gets its name here.
 */
export const userEventKinds = [
  'created',
  'shared',
  'role-changed',
  'owner-changed',
  'removed',
  'renamed',
  'trashed',
  'restored',
  'deleted',
] as const
export type UserEventKind = (typeof userEventKinds)[number]

/** News for one person. Security: it names what changed and holds none of it, so that old news tell nothing. */
export type UserEvent = {
  /** Gap-free per person, in commit order, from 1. */
  readonly seq: number
  readonly kind: UserEventKind
  readonly documentId: string
  readonly at: Date
}

/** Somebody who was away for longer reads their list again, which is less than so much news. */
export const eventRetentionMs = 24 * 60 * 60 * 1000

/** The same for somebody to whom a lot happened; and a bound on what one busy program leaves behind. */
export const maxKeptEvents = 1_000
