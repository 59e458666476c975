import { mayWrite, type Role } from '@duplex/protocol'
import type { ConnectionStatus } from '@duplex/protocol/client'
import type { DeviceState } from './device-copy.ts'

/** Everything that is known about where the text of an open document is. */
export type DocumentStatus = {
  readonly connection: ConnectionStatus
  readonly device: DeviceState
  /** The role that the server told last; before that, what the page was opened with. */
  readonly role: Role
}

/** What the pill says, weakest truth first. Each is a word, a shape and a `data-status`. */
export type PillKind =
  | 'connecting'
  | 'stored'
  | 'storing'
  | 'apart'
  | 'storage-away'
  | 'offline'
  | 'reconnecting'
  | 'reading'
  | 'held-back'
  | 'signed-out'
  | 'access-removed'
  | 'deleted'
  | 'outdated'
  | 'too-big'
  | 'damaged'
  | 'diverged'
  | 'stopped'

export function pillKindOf({ connection, role }: DocumentStatus): PillKind {
  switch (connection.kind) {
    case 'connecting':
      return 'connecting'
    case 'offline':
      return 'offline'
    case 'waiting':
      return waitingKindOf(connection.cause)
    case 'stopped':
      return stoppedKindOf(connection.cause)
    case 'diverged':
      return mayWrite(role) ? 'diverged' : 'held-back'
    case 'live':
      return liveKindOf(connection, role)
  }
}

type Live = Extract<ConnectionStatus, { kind: 'live' }>

function liveKindOf({ outbox, synced, storage, nodes }: Live, role: Role): PillKind {
  if (!mayWrite(role)) return outbox.unsent > 0 ? 'held-back' : nodes === 'apart' ? 'apart' : 'reading'
  if (storage === 'degraded') return 'storage-away'
  if (outbox.safety === 'stored') return nodes === 'apart' ? 'apart' : 'stored'
  return synced ? 'storing' : 'connecting'
}

function waitingKindOf(cause: Extract<ConnectionStatus, { kind: 'waiting' }>['cause']): PillKind {
  if (cause === 'storageAway') return 'storage-away'
  return cause === 'damaged' ? 'damaged' : 'reconnecting'
}

function stoppedKindOf(cause: Extract<ConnectionStatus, { kind: 'stopped' }>['cause']): PillKind {
  switch (cause) {
    case 'signedOut':
      return 'signed-out'
    case 'forbidden':
    case 'notFound':
      return 'access-removed'
    case 'deleted':
      return 'deleted'
    case 'schemaTooOld':
      return 'outdated'
    case 'messageTooBig':
    case 'documentTooBig':
      return 'too-big'
    default:
      return 'stopped'
  }
}

/** Whether typing makes sense: it is kept here and can still reach the server one day. */
export function isEditable(status: DocumentStatus): boolean {
  if (!mayWrite(status.role)) return false
  const kind = pillKindOf(status)
  return kind !== 'access-removed' && kind !== 'deleted' && kind !== 'outdated' && kind !== 'stopped'
}

/** Whether closing the page would lose text that nobody else holds. */
export function wouldLoseText({ connection, device }: DocumentStatus): boolean {
  return connection.outbox.unsent > 0 && device !== 'kept'
}
