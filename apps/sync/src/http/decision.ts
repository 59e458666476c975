import type { Clock } from '../clock.ts'
import type { Admission, Application } from '../connection/admission.ts'
import { waitAtMost } from '../deadline.ts'

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
