import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { toEnded } from '../ended-spans.ts'
import { createBegin, toSpan } from '../sdk-spans.ts'
import { type EndedSpan, maxPageSpans, type Span, type SpanOptions } from '../tracing.ts'

/** From the end of a span to when it is sent, at most. A page that is hidden sends at once. */
const sendAfterMs = 15_000

type PageTracingParts = {
  /** Of the traces that begin here, this share is recorded, from 0 to 1. */
  readonly share: number
  /** Takes up to {@link maxPageSpans} spans away from the page. Those that it rejects for are lost. */
  send(spans: readonly EndedSpan[]): Promise<void>
}

/** Spans of a page. Nothing is a part of anything but by its `parent`: a browser does not follow what calls what. */
type PageTracing = { begin(name: string, options?: SpanOptions): Span }

export function createPageTracing({ share, send }: PageTracingParts): PageTracing {
  const provider = new TracerProvider({
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: sendingBy(send),
        maxExportBatchSize: maxPageSpans,
        scheduledDelayMillis: sendAfterMs,
      }),
    ],
  })
  const begin = createBegin(provider)
  return { begin: (name, options) => toSpan(begin(name, options)) }
}

/** As the SDK wants it: 0 is success, 1 is failure. */
function sendingBy(send: PageTracingParts['send']): SpanExporter {
  return {
    export: (spans, done) =>
      void send(spans.map(toEnded)).then(
        () => done({ code: 0 }),
        () => done({ code: 1 }),
      ),
    shutdown: () => Promise.resolve(),
  }
}
