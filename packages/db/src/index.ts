export { announceChange } from './changes/announce-change.ts'
export type { Change } from './changes/change.ts'
export { type ChangeListener, type ChangeListenerOptions, createChangeListener } from './changes/change-listener.ts'
export { createDatabase, type Database, type DatabaseOptions } from './database.ts'
export { isDatabaseAway } from './database-away.ts'
export { type EventThinning, previewEventThinning } from './events/preview-event-thinning.ts'
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
export { type DocumentLog, type LogRow, loadLog, readUpdatesAfter } from './log/load-log.ts'
export { type Amount, logRetentionMs, previewThinning, type Thinning } from './log/retention.ts'
export { type SnapshotToWrite, takeSnapshotEpoch, writeSnapshot } from './log/write-snapshot.ts'
export { applyMigrations, MigrationError, pendingMigrations } from './migrations/apply-migrations.ts'
