/**
 * Requests that the tabs of one browser hold open at the same time. HTTP/1.1 has six connections to a host for all of
 * them: were each tab to hold one, the seventh could not even say what was typed.
 */
export const maxHeldRequests = 4

/** Whether this tab may hold a request open; if so, it may until `signal` says that it no longer does. */
export type TakeHeldSlot = (signal: AbortSignal) => Promise<boolean>

type Locks = Pick<LockManager, 'request'>

/** Slots that all tabs of an origin share, through Web Locks; outside a browser there is no end of them. */
export function createHeldSlots(locks: Locks | undefined): TakeHeldSlot {
  return async (signal) => {
    if (locks === undefined) return true
    for (let i = 0; i < maxHeldRequests; i++) if (await takeLock(locks, `duplex-held-${i}`, signal)) return true
    return false
  }
}

/** The locks of the browser; it has them for pages of https and of this machine only. */
export function currentLocks(): Locks | undefined {
  return typeof navigator === 'undefined' ? undefined : navigator.locks
}

function takeLock(locks: Locks, name: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const hold = (lock: Lock | null) => {
      resolve(lock !== null)
      return lock === null || signal.aborted
        ? undefined
        : new Promise<void>((release) => signal.addEventListener('abort', () => release()))
    }
    // A page that may have no locks has no other tab to think of.
    locks.request(name, { ifAvailable: true }, hold).catch(() => resolve(true))
  })
}
