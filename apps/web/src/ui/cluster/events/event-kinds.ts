import type { AuditEventView } from '../../api/views.ts'

export type EventKind = AuditEventView['kind']

/** Typed so that a kind which is missing here, or has no name any more, is a type error. */
const known: Readonly<Record<EventKind, true>> = {
  'signed-in': true,
  'sign-in-failed': true,
  'token-made': true,
  'signed-out': true,
  'session-revoked': true,
  'signed-up': true,
  'password-changed': true,
  'password-reset': true,
  shared: true,
  'role-changed': true,
  'member-removed': true,
  exported: true,
  trashed: true,
  restored: true,
  purged: true,
  quarantined: true,
  released: true,
  'account-disabled': true,
  'account-enabled': true,
  'node-drained': true,
}

/** In the order in which they are offered. */
export const eventKinds = Object.keys(known) as EventKind[]
