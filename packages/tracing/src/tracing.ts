import type { SpanPlace } from './span-place.ts'

/** What a span says of itself: ids, kinds and counts, never content. */
export type Facts = Readonly<Record<string, string | number | boolean>>

export type SpanOptions = {
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
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
  /** Until it ends, queries of what `work` does are parts of it. */
  within<T>(work: () => T): T
  /** `at`: ms since 1970. A span that is never ended is never sent. */
  end(at?: number): void
}

/** Says what happens, in spans that belong together over processes: OpenTelemetry, as far as Duplex needs it. */
export type Tracing = {
  readonly isOn: boolean
  begin(name: string, options?: SpanOptions): Span
  /** `operation` names it and nothing of what is asked: "Document.findMany". Recorded only as a part of something. */
  query<T>(operation: string, work: () => Promise<T>): Promise<T>
  /** Sends what has ended. Never rejects. */
  flush(): Promise<void>
  /** The same, and no more after it. Resolves within seconds, whoever listens. */
  close(): Promise<void>
}

const nowhere: Span = {
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
  flush: () => Promise.resolve(),
  close: () => Promise.resolve(),
}
