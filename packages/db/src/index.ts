export { type AccountChange, disableAccount, enableAccount, resetPassword } from './accounts/change-account.ts'
export { endSessions } from './accounts/end-sessions.ts'
export { insertPerson, type NewPerson } from './accounts/insert-person.ts'
export {
  type AuditEntry,
  type AuditKind,
  type AuditVia,
  auditKinds,
  auditRetentionMs,
  auditVias,
  maxKeptAuditEvents,
} from './audit/audit-event.ts'
export { type AuditThinning, previewAuditThinning } from './audit/audit-thinning.ts'
export { recordAudit } from './audit/record-audit.ts'
export { announceChange } from './changes/announce-change.ts'
export type { Change } from './changes/change.ts'
export { type ChangeListener, type ChangeListenerOptions, createChangeListener } from './changes/change-listener.ts'
export { createDatabase, type Database, type DatabaseOptions } from './database.ts'
export { isDatabaseAway } from './database-away.ts'
export { type EventThinning, previewEventThinning } from './events/event-thinning.ts'
export { readEventPosition, readUserEvents, type UserEventRead } from './events/read-user-events.ts'
export { recordUserEvents, type UserEventEntry } from './events/record-user-events.ts'
export {
  eventRetentionMs,
  maxKeptEvents,
  type UserEvent,
  type UserEventKind,
  userEventKinds,
} from './events/user-event.ts'
export { Prisma, PrismaClient } from './generated/client.ts'
export { type AppendResult, appendUpdates, type UpdateEntry } from './log/append-updates.ts'
export { checksumOf } from './log/checksum.ts'
export { type ClientClaim, readClientClaims } from './log/client-claims.ts'
export { DamagedDocumentError } from './log/damaged-document-error.ts'
export { type DocumentLog, type LogRow, loadLog, readNewestSeqs, readUpdatesAfter } from './log/load-log.ts'
export { type LongLog, listLongLogs } from './log/long-logs.ts'
export { type DocumentPosition, type Gain, readGains } from './log/read-gains.ts'
export { type Amount, logRetentionMs, previewThinning, type Thinning, thinLog } from './log/retention.ts'
export { type SnapshotToWrite, takeSnapshotEpoch, writeSnapshot } from './log/write-snapshot.ts'
export { applyMigrations, MigrationError, pendingMigrations } from './migrations/apply-migrations.ts'
export {
  type HeardUpdate,
  maxReportedDocuments,
  maxReportedPaths,
  maxReportedPeople,
  type NodeIdentity,
  type NodePlace,
  type NodeReport,
  type NodeState,
  nodeStaleMs,
  type UpdatePath,
} from './nodes/node-report.ts'
export { type LivingNode, readNodes } from './nodes/read-nodes.ts'
export { removeNode, writeNode } from './nodes/write-node.ts'
export { type Leftover, leftovers } from './purge/leftovers.ts'
export { deleteTrashed, listTrash, type TrashedDocument } from './purge/purge-trash.ts'
export { claimTickets, forgetEndedTickets, type TicketUse } from './tickets/claim-tickets.ts'
