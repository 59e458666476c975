import { closeTable } from '@duplex/protocol'
import type { Clock } from '../clock.ts'
import type { Admission, Application } from '../connection/admission.ts'
import { waitAtMost } from '../deadline.ts'
import { Overload } from '../overload.ts'

export type DecisionContext = {
  readonly clock: Clock
  readonly maxHandshakeMs: number
  admit(application: Application): Promise<Admission>
}

/** Never throws. A decision that takes too long is a no. */
export async function decide(context: DecisionContext, application: Application): Promise<Admission> {
  const admission = context.admit(application)
  try {
    return await waitAtMost(context.clock, context.maxHandshakeMs, admission)
  } catch (cause) {
    void admission.then(dismiss)
    return { kind: 'refused', close: 'storageAway', cause }
  }
}

/** Gives back what was admitted to a client that is gone, or that is not let in after all. */
export function dismiss(admission: Admission): void {
  if (admission.kind === 'admitted') admission.lease.release()
}

/** What a refused client is told: a time where it may come back, else the table's words. */
export function reasonOf({ close, cause }: Extract<Admission, { kind: 'refused' }>): string {
  return cause instanceof Overload ? cause.reason : closeTable[close].meaning
}
