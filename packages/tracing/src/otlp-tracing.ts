import { AsyncLocalStorage } from 'node:async_hooks'
import { type Span as ApiSpan, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { SpanPlace } from './span-place.ts'
import type { Span, SpanOptions, Tracing } from './tracing.ts'
import type { Tracer, TracingSettings } from './tracing-settings.ts'

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const

/** A receiver that is away must not hold up a shutdown. */
const exportTimeoutMs = 2_000

/**
 * Spans in batches to an OTLP/HTTP receiver. Registered nowhere: libraries that look for a global tracer (Next.js is one,
 * whose spans have whole URLs in them) find none.
 */
export function createOtlpTracing({ endpoint, share }: TracingSettings, { service, onFailed }: Tracer): Tracing {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: reporting(exporter, onFailed), exportTimeoutMillis: exportTimeoutMs }),
    ],
  })
  const tracer = provider.getTracer('duplex')
  const here = new AsyncLocalStorage<ApiSpan>()
  const begin = (name: string, { kind = 'internal', parent, at, facts }: SpanOptions = {}) => {
    const options = { kind: kinds[kind], startTime: at === undefined ? undefined : toTime(at), attributes: facts }
    return tracer.startSpan(name, options, parent ? toContext(parent) : ROOT_CONTEXT)
  }
  return {
    isOn: true,
    begin: (name, options) => wrap(begin(name, options), here),
    async query(operation, work) {
      // What goes on after the span it came from has ended is no part of it: timers and loops keep their first context.
      const parent = here.getStore()
      if (!parent?.isRecording()) return await work()
      const facts = { 'db.system.name': 'postgresql', 'db.operation.name': operation }
      const span = begin(operation, { kind: 'client', parent: toPlace(parent), facts })
      try {
        return await work()
      } catch (cause) {
        span.setStatus({ code: SpanStatusCode.ERROR })
        throw cause
      } finally {
        span.end()
      }
    },
    flush: () => provider.forceFlush().catch(onFailed),
    close: () => provider.shutdown().catch(onFailed),
  }
}

function wrap(span: ApiSpan, here: AsyncLocalStorage<ApiSpan>): Span {
  return {
    place: toPlace(span),
    rename: (name) => void span.updateName(name),
    tell: (facts) => void span.setAttributes(facts),
    fail: () => void span.setStatus({ code: SpanStatusCode.ERROR }),
    within: (work) => here.run(span, work),
    end: (at) => span.end(at === undefined ? undefined : toTime(at)),
  }
}

function toPlace(span: ApiSpan): SpanPlace {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return { traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 }
}

function toContext({ traceId, spanId, isSampled }: SpanPlace) {
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

/** Seconds and nanoseconds: a number alone could be taken for the time since the process began. */
function toTime(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1_000)
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)]
}

/** The same, which also tells of what failed. By itself the library says so to nobody. */
function reporting(exporter: SpanExporter, onFailed: (cause: unknown) => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error) onFailed(result.error)
        done(result)
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  }
}
