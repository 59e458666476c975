/**
 * What an administrator can look up afterwards. `token-made`: a sign-in of a program, which keeps its token.
 * `session-revoked`: somebody ended another sign-in or token of theirs. `exported`: content left, of one document or, with
 * the command, all of it as a backup. `purged`: a document is gone for good.
 * `quarantined`: nothing is served of a document and nothing written to it, until it is `released`.
 */
export const auditKinds = [
  'signed-up',
  'signed-in',
  'sign-in-failed',
  'token-made',
  'signed-out',
  'session-revoked',
  'password-changed',
  'shared',
  'role-changed',
  'member-removed',
  'exported',
  'trashed',
  'restored',
  'purged',
  'quarantined',
  'released',
  'node-drained',
  'account-disabled',
  'account-enabled',
  'password-reset',
] as const
export type AuditKind = (typeof auditKinds)[number]

/** How it was done: over the pages and the REST API, or by whoever runs the installation, with the command. */
export const auditVias = ['web', 'command'] as const
export type AuditVia = (typeof auditVias)[number]

/** Security: it names who, what and where, and holds no title, no e-mail address and nothing that was written. */
export type AuditEntry = {
  readonly kind: AuditKind
  readonly via: AuditVia
  /** Who did it; of a failed sign-in, whose account it was for. Absent where that is nobody here. */
  readonly userId?: string | undefined
  /** Whom it touched, where that is somebody else. */
  readonly subjectId?: string | undefined
  readonly documentId?: string | undefined
  /** One word from a closed list of ours: a role, a format of an export, the id of a node. */
  readonly detail?: string | undefined
  /** The IP address, as a trusted proxy or the socket tells it; absent where it is not known. */
  readonly address?: string | undefined
}

/** A year: whoever looks back at a departure or an incident rarely looks further. */
export const auditRetentionMs = 365 * 24 * 60 * 60 * 1000

/** Newest of a kind that stay, so that a flood of one (wrong passwords, exports by a program) pushes out no other. */
export const maxKeptAuditEvents = 20_000
