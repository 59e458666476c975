import { placeFromHeader, type Tracing } from '@duplex/tracing'
import type { Admission, Application } from '../connection/admission.ts'

/** The same decision about a client, with what it asks of the database, as a span. */
export async function traceAdmission(
  tracing: Tracing,
  node: string,
  { documentId, traceParent }: Application,
  decide: () => Promise<Admission>,
): Promise<Admission> {
  if (!tracing.isOn) return await decide()
  const facts = { 'duplex.node': node, 'duplex.document': documentId }
  const span = tracing.begin('admission', { kind: 'server', parent: placeFromHeader(traceParent), facts })
  const admission = await span.within(decide)
  span.tell({ 'duplex.outcome': admission.kind === 'admitted' ? 'admitted' : admission.close })
  span.end()
  return admission
}
