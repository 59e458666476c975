import { type Facts, noTracing, placeFromBytes, placeToBytes, type Tracing, type WorkSpan } from '@duplex/tracing'

type Received = {
  readonly documentId: string
  /** Of the update. */
  readonly bytes: number
  /** ms since 1970. All other times of the trace are ms after it. */
  readonly receivedAt: number
  readonly appliedMs: number
}

/** Updates that are followed, as spans: one trace for each, over all nodes that it comes to. */
export class UpdateTraces {
  constructor(
    private readonly tracing: Tracing = noTracing,
    private readonly node = '',
  ) {}

  begin({ documentId, bytes, receivedAt, appliedMs }: Received): UpdateTrace {
    const facts = { 'duplex.node': this.node, 'duplex.document': documentId }
    const whole = this.tracing.begin('update', {
      kind: 'server',
      at: receivedAt,
      facts: { ...facts, 'duplex.bytes': bytes },
    })
    return new UpdateTrace(this.tracing, whole, { receivedAt, appliedMs, facts })
  }

  /** What another node follows came here, and was given to everybody. `trace`: as it came. Times in ms since 1970. */
  heard(trace: Uint8Array, documentId: string, heardAt: number, sentAt: number): void {
    const facts = { 'duplex.node': this.node, 'duplex.document': documentId }
    const parent = placeFromBytes(trace)
    this.tracing.begin('receive', { kind: 'consumer', parent, at: heardAt, facts }).end(sentAt)
  }
}

/** An update at the node to which its author is connected. Call in this order. */
export class UpdateTrace {
  private commitSpan: WorkSpan | undefined
  private lastMs: number

  constructor(
    private readonly tracing: Tracing,
    private readonly whole: WorkSpan,
    private readonly known: { readonly receivedAt: number; readonly appliedMs: number; readonly facts: Facts },
  ) {
    this.lastMs = 0
    this.part('apply', known.appliedMs).end(this.at(known.appliedMs))
  }

  /** The statement is a part of it where the committer was free; otherwise it began with somebody else's update. */
  commit<T>(append: () => Promise<T>): Promise<T> {
    this.commitSpan = this.part('commit', this.known.appliedMs)
    return this.commitSpan.within(append)
  }

  committed(ms: number, isStored: boolean): void {
    this.lastMs = ms
    if (!isStored) this.whole.fail()
    this.commitSpan?.end(this.at(ms))
    if (!isStored) this.whole.end(this.at(ms))
  }

  /** What other nodes are told, 24 bytes. Undefined where nothing is recorded. */
  published(ms: number): Uint8Array | undefined {
    const span = this.part('publish', ms, 'producer')
    span.end(this.at(ms))
    return span.place.isSampled ? placeToBytes(span.place) : undefined
  }

  told(ms: number): void {
    this.part('send', ms).end(this.at(ms))
    this.whole.end(this.at(ms))
  }

  /** From the end of the last one. */
  private part(name: string, untilMs: number, kind: 'internal' | 'producer' = 'internal'): WorkSpan {
    const { facts } = this.known
    const span = this.tracing.begin(name, { kind, parent: this.whole.place, at: this.at(this.lastMs), facts })
    this.lastMs = untilMs
    return span
  }

  private at(ms: number): number {
    return this.known.receivedAt + ms
  }
}
