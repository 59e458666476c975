import type { SpanPlace } from './span-place.ts'

/** What a span says of itself: ids, kinds and counts, never content. */
export type Facts = Readonly<Record<string, string | number | boolean>>

export type Kind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

export type SpanOptions = {
  readonly kind?: Kind
  /** What it is a part of. Without one it begins a trace, which is recorded or not by the configured share. */
  readonly parent?: SpanPlace
  /** ms since 1970. Now, where it is absent. */
  readonly at?: number
  readonly facts?: Facts
}

export type Span = {
  readonly place: SpanPlace
  rename(name: string): void
  tell(facts: Facts): void
  fail(): void
  /** `at`: ms since 1970. A span that is never ended is never sent. */
  end(at?: number): void
}

/** Of a process that asks a database. */
export type WorkSpan = Span & {
  /** Until it ends, queries of what `work` does are parts of it. */
  within<T>(work: () => T): T
}

/** Spans that a page tells at once. */
export const maxPageSpans = 50

/** A span that is over, as it is told to others. */
export type EndedSpan = {
  readonly name: string
  readonly kind: Kind
  /** As in a {@link SpanPlace}. */
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  /** ms since 1970. */
  readonly from: number
  readonly to: number
  readonly isFailed: boolean
  readonly facts: Facts
}

/** Says what happens, in spans that belong together over processes: OpenTelemetry, as far as Duplex needs it. */
export type Tracing = {
  readonly isOn: boolean
  begin(name: string, options?: SpanOptions): WorkSpan
  /** `operation` names it and nothing of what is asked: "Document.findMany". Recorded only as a part of something. */
  query<T>(operation: string, work: () => Promise<T>): Promise<T>
  /** Sends what another process recorded, as spans of that `service`. More of them than can be sent crowd out one another. */
  forward(service: string, spans: readonly EndedSpan[]): void
  /** Sends what has ended. Never rejects. */
  flush(): Promise<void>
  /** The same, and no more after it. Resolves within seconds, whoever listens. */
  close(): Promise<void>
}

const nowhere: WorkSpan = {
  place: { traceId: '0'.repeat(32), spanId: '0'.repeat(16), isSampled: false },
  rename: () => undefined,
  tell: () => undefined,
  fail: () => undefined,
  within: (work) => work(),
  end: () => undefined,
}

/** Records nothing and makes nothing. */
export const noTracing: Tracing = {
  isOn: false,
  begin: () => nowhere,
  query: (_operation, work) => work(),
  forward: () => undefined,
  flush: () => Promise.resolve(),
  close: () => Promise.resolve(),
}
