import { isDatabaseAway } from '@duplex/db'
import { DeadlineError } from '../deadline.ts'
import { Refusal } from '../refusal.ts'

/** What to throw where reading failed: a Refusal `storageAway` where it may work later, else `cause`, which is a bug. */
export function toStorageError(cause: unknown): unknown {
  const isAway = cause instanceof DeadlineError || isDatabaseAway(cause)
  return isAway ? new Refusal('storageAway', { cause }) : cause
}

/** The same, for a promise. */
export function throwStorageError(cause: unknown): never {
  throw toStorageError(cause)
}
