import { type Attributes, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { fromTime, kinds, scope, toTime } from './sdk-spans.ts'
import type { EndedSpan, Facts, Kind } from './tracing.ts'

const kindNames = Object.keys(kinds) as Kind[]

/** What the SDK recorded, to be told to somebody else. */
export function toEnded(span: ReadableSpan): EndedSpan {
  const { traceId, spanId } = span.spanContext()
  return {
    name: span.name,
    kind: kindNames.find((kind) => kinds[kind] === span.kind) ?? 'internal',
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    from: fromTime(span.startTime),
    to: fromTime(span.endTime),
    isFailed: span.status.code === SpanStatusCode.ERROR,
    facts: toFacts(span.attributes),
  }
}

/** Without lists, which no span of ours has. */
function toFacts(attributes: Attributes): Facts {
  const facts: Record<string, Facts[string]> = {}
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && typeof value !== 'object') facts[name] = value
  }
  return facts
}

/** What somebody else told, as if the SDK had recorded it. */
export function toReadable(ended: EndedSpan, resource: Resource): ReadableSpan {
  const { name, traceId, spanId, parentSpanId, from, to, isFailed, facts } = ended
  const traceFlags = TraceFlags.SAMPLED
  return {
    name,
    kind: kinds[ended.kind],
    spanContext: () => ({ traceId, spanId, traceFlags }),
    parentSpanContext: parentSpanId === undefined ? undefined : { traceId, spanId: parentSpanId, traceFlags },
    startTime: toTime(from),
    endTime: toTime(to),
    duration: toTime(to - from),
    status: { code: isFailed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: { ...facts },
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: scope },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}
