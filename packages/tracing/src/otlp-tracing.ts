import { AsyncLocalStorage } from 'node:async_hooks'
import { type Span as ApiSpan, SpanStatusCode } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { toReadable } from './ended-spans.ts'
import { createBegin, toPlace, toSpan } from './sdk-spans.ts'
import type { Tracing, WorkSpan } from './tracing.ts'
import type { Tracer, TracingSettings } from './tracing-settings.ts'

/** A receiver that is away must not hold up a shutdown. */
const exportTimeoutMs = 2_000

/**
 * Spans in batches to an OTLP/HTTP receiver. Registered nowhere: libraries that look for a global tracer (Next.js is one,
 * whose spans have whole URLs in them) find none.
 */
export function createOtlpTracing({ endpoint, share }: TracingSettings, { service, onFailed }: Tracer): Tracing {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`
  const exporter = reporting(new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs }), onFailed)
  const batches = () => new BatchSpanProcessor({ exporter, exportTimeoutMillis: exportTimeoutMs })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [batches()],
  })
  // A queue of their own, so that nobody's spans crowd out those of this process.
  const forwarded = batches()
  const here = new AsyncLocalStorage<ApiSpan>()
  const begin = createBegin(provider)
  return {
    isOn: true,
    begin: (name, options) => withScope(begin(name, options), here),
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
    forward(from, spans) {
      const resource = resourceFromAttributes({ 'service.name': from })
      for (const span of spans) forwarded.onEnd(toReadable(span, resource))
    },
    flush: () => all([provider.forceFlush(), forwarded.forceFlush()], onFailed),
    close: () => all([provider.shutdown(), forwarded.shutdown()], onFailed),
  }
}

function withScope(span: ApiSpan, here: AsyncLocalStorage<ApiSpan>): WorkSpan {
  return { ...toSpan(span), within: (work) => here.run(span, work) }
}

/** Waits for all of them, also where one fails. */
async function all(work: readonly Promise<void>[], onFailed: (cause: unknown) => void): Promise<void> {
  await Promise.all(work.map((part) => part.catch(onFailed)))
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
