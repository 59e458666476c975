import type { Change } from '@duplex/db'
import type { UntimedClose } from '@duplex/protocol'

/** What a ticket vouched for, for as long as the connection lasts. */
export type Passport = {
  readonly documentId: string
  readonly userId: string
  readonly sessionId: string
  readonly accessVersion: number
}

/** How news about access ends a connection with this passport; undefined where it may stay. */
export function verdictOfChange(change: Change, passport: Passport): UntimedClose | undefined {
  if (change.kind === 'session') return change.sessionId === passport.sessionId ? 'signedOut' : undefined
  if (!('documentId' in change) || change.kind === 'title' || change.documentId !== passport.documentId)
    return undefined
  if (change.kind === 'quarantine') return change.isOver ? undefined : 'damaged'
  if (change.kind === 'document') return change.state === 'restored' ? undefined : 'deleted'
  const isTouched = passport.accessVersion < change.accessVersion && change.userIds.includes(passport.userId)
  return isTouched ? 'accessChanged' : undefined
}
