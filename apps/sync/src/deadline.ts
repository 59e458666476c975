import type { Cancel, Clock } from './clock.ts'

/** The work did not end in time. Its outcome is unknown, and it may still end. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

/** Waits for `work`, but no longer than `ms`; then throws {@link DeadlineError}. The work itself goes on. */
export async function waitAtMost<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  let cancel: Cancel | undefined
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(ms, () => reject(new DeadlineError(`no answer within ${ms} ms`)))
  })
  try {
    return await Promise.race([work, late])
  } finally {
    cancel?.()
  }
}
