import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CloseName } from '@duplex/protocol'
import type { Admission, Application } from '../../connection/admission.ts'
import { dismiss } from '../../http/decision.ts'
import { reasonOf } from '../../refusal.ts'
import type { Transport } from '../../transport/transport.ts'
import type { Visits } from '../visits.ts'
import { answerEnding, answerJson } from './answer.ts'
import { toEnding } from './problem.ts'

export type OpenDoorContext = {
  readonly visits: Visits
  isDraining(): boolean
  /** Never throws. */
  decide(application: Application): Promise<Admission>
  /** The lease is the receiver's from here on. */
  onAdmitted(admission: Extract<Admission, { kind: 'admitted' }>, transport: Transport): void
  onRefused(reason: CloseName | 'draining', cause?: unknown): void
}

/** Long enough for another node, or this one anew. */
const drainingReason = 'restart, retry within 5000 ms'

/** Who asks is let in by the same decision as on a WebSocket, and gets the key of a visit. */
export async function openVisit(
  context: OpenDoorContext,
  application: Application,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin } = request.headers
  if (context.isDraining()) return turnAway(context, response, origin)
  const admission = await context.decide(application)
  if (response.destroyed) return dismiss(admission)
  if (admission.kind === 'refused') {
    const { close, cause } = admission
    context.onRefused(close, cause)
    answerEnding(response, origin, toEnding(close, reasonOf(close, cause)))
    return
  }
  if (context.isDraining()) {
    dismiss(admission)
    return turnAway(context, response, origin)
  }
  const { key, visit } = context.visits.create(application.documentId)
  visit.costs.begin('open', request, response)
  context.onAdmitted(admission, visit)
  if (visit.ending) answerEnding(response, origin, visit.ending)
  else answerJson(response, origin, 201, { key })
}

function turnAway(context: OpenDoorContext, response: ServerResponse, origin: string | undefined): void {
  context.onRefused('draining')
  answerEnding(response, origin, toEnding('restart', drainingReason))
}
