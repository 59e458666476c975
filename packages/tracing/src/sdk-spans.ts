import { type Span as ApiSpan, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import type { TracerProvider } from '@opentelemetry/sdk-trace'
import type { SpanPlace } from './span-place.ts'
import type { Kind, Span, SpanOptions } from './tracing.ts'

/** Names what made the spans, in each of them. */
export const scope = 'duplex'

export const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const satisfies Record<Kind, SpanKind>

/** How spans begin, in a browser as in a server. Nothing is a parent but what is named as one. */
export function createBegin(provider: TracerProvider): (name: string, options?: SpanOptions) => ApiSpan {
  const tracer = provider.getTracer(scope)
  return (name, { kind = 'internal', parent, at, facts } = {}) => {
    const options = { kind: kinds[kind], startTime: at === undefined ? undefined : toTime(at), attributes: facts }
    return tracer.startSpan(name, options, parent ? toContext(parent) : ROOT_CONTEXT)
  }
}

export function toSpan(span: ApiSpan): Span {
  return {
    place: toPlace(span),
    rename: (name) => void span.updateName(name),
    tell: (facts) => void span.setAttributes(facts),
    fail: () => void span.setStatus({ code: SpanStatusCode.ERROR }),
    end: (at) => span.end(at === undefined ? undefined : toTime(at)),
  }
}

export function toPlace(span: ApiSpan): SpanPlace {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return { traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 }
}

function toContext({ traceId, spanId, isSampled }: SpanPlace) {
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

/** Seconds and nanoseconds: a number alone could be taken for the time since the process began. */
export function toTime(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1_000)
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)]
}

export function fromTime([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds * 1_000 + nanoseconds / 1e6
}
