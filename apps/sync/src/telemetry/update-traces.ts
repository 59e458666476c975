import {
  type Facts,
  noTracing,
  placeFromBytes,
  placeToBytes,
  type Span,
  type Tracing,
  type WorkSpan,
} from '@duplex/tracing'

type Received = {
  readonly documentId: string
  /** Of the update. */
  readonly bytes: number
  /** ms since 1970. All other times of the trace are ms after it. */
  readonly receivedAt: number
  readonly appliedMs: number
}

/** Updates that are followed, as spans: one trace for each, over all nodes and pages that it comes to. */
export class UpdateTraces {
  constructor(
    private readonly tracing: Tracing = noTracing,
    private readonly node = '',
  ) {}

  get isOn(): boolean {
    return this.tracing.isOn
  }

  /** `trace`: 24 bytes of the page from which it came, where that one follows it. */
  begin({ documentId, bytes, receivedAt, appliedMs }: Received, trace?: Uint8Array): UpdateTrace {
    const facts = this.factsOf(documentId)
    const whole = this.tracing.begin('update', {
      kind: 'server',
      parent: trace && placeFromBytes(trace),
      at: receivedAt,
      facts: { ...facts, 'duplex.bytes': bytes },
    })
    return new UpdateTrace(this.tracing, whole, { receivedAt, appliedMs, facts })
  }

  /** What another node follows came here. `trace`: as it came. `end` when everybody was given it. ms since 1970. */
  hear(trace: Uint8Array, documentId: string, at: number): { place: Uint8Array | undefined; end(at: number): void } {
    const facts = this.factsOf(documentId)
    const span = this.tracing.begin('receive', { kind: 'consumer', parent: placeFromBytes(trace), at, facts })
    return { place: toBytes(span), end: (sentAt) => span.end(sentAt) }
  }

  private factsOf(documentId: string): Facts {
    return { 'duplex.node': this.node, 'duplex.document': documentId }
  }
}

/** An update at the node to which its author is connected. Call in this order. */
export class UpdateTrace {
  private commitSpan: Span | undefined
  private sendSpan: Span | undefined
  private lastMs: number

  constructor(
    private readonly tracing: Tracing,
    private readonly whole: WorkSpan,
    private readonly known: { readonly receivedAt: number; readonly appliedMs: number; readonly facts: Facts },
  ) {
    this.lastMs = 0
    this.part('apply').end(this.at(known.appliedMs))
    this.lastMs = known.appliedMs
  }

  /** The statement is a part of it where the committer was free; otherwise it began with somebody else's update. */
  commit<T>(append: () => Promise<T>): Promise<T> {
    const span = this.part('commit')
    this.commitSpan = span
    return span.within(append)
  }

  committed(ms: number, isStored: boolean): void {
    this.lastMs = ms
    if (!isStored) this.whole.fail()
    this.commitSpan?.end(this.at(ms))
    if (!isStored) this.whole.end(this.at(ms))
  }

  /** What other nodes are told, 24 bytes. Undefined where nothing is recorded. */
  published(ms: number): Uint8Array | undefined {
    const span = this.part('publish', 'producer')
    span.end(this.at(ms))
    this.lastMs = ms
    return toBytes(span)
  }

  /** What those are told who are connected here, 24 bytes. Undefined where nothing is recorded. */
  sending(): Uint8Array | undefined {
    this.sendSpan = this.part('send', 'producer')
    return toBytes(this.sendSpan)
  }

  sent(ms: number): void {
    this.sendSpan?.end(this.at(ms))
    this.whole.end(this.at(ms))
  }

  /** From the end of the last one. */
  private part(name: string, kind: 'internal' | 'producer' = 'internal'): WorkSpan {
    const { facts } = this.known
    return this.tracing.begin(name, { kind, parent: this.whole.place, at: this.at(this.lastMs), facts })
  }

  private at(ms: number): number {
    return this.known.receivedAt + ms
  }
}

function toBytes({ place }: Span): Uint8Array | undefined {
  return place.isSampled ? placeToBytes(place) : undefined
}
