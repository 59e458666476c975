import type { Envelope, WireTotals } from '@duplex/protocol'
import type { Observer } from '../inspection/inspected.ts'
import { VisitCosts } from '../inspection/visit-costs.ts'
import type { Transport, TransportEvents } from '../transport/transport.ts'
import { Outgoing } from './outgoing.ts'

/** Why a visit is over: code and reason as a WebSocket would have them in its close frame. */
export type Ending = { readonly code: number; readonly reason: string }

/** A request that stays open until there is something to say. */
export type Carrier = {
  /** There is something to take. */
  onNews(): void
  /** The client is asked for a sign of life. */
  onPing(): void
  onEnded(ending: Ending): void
  /** Another request has taken its place. */
  onReplaced(): void
}

export type VisitLimits = { readonly maxMessageBytes: number }

/**
 * A transport over HTTP requests: what is sent waits until the client says that it has it, and what comes is taken
 * once, whichever requests carry it. A visit may change how it is carried at any time. It has no timer of its own:
 * every request is a sign of life, and without one its connection ends like any that fell silent.
 */
export class Visit implements Transport {
  readonly isExtended = true
  readonly costs = new VisitCosts((fact) => this.observer?.onFact(fact))
  private observer: Observer | undefined
  private readonly outgoing = new Outgoing()
  private events: TransportEvents | undefined
  private carrier: Carrier | undefined
  private received = 0
  private over: Ending | undefined

  constructor(
    private readonly limits: VisitLimits,
    /** The visit is over; its ending is told to whoever asks. */
    private readonly onOver: (ending: Ending) => void,
  ) {}

  get bufferedBytes(): number {
    return this.outgoing.bytes
  }

  get ending(): Ending | undefined {
    return this.over
  }

  get totals(): WireTotals {
    const { requests, bytesIn, bytesOut } = this.costs
    const messages = { messagesIn: this.received, messagesOut: this.outgoing.last }
    return { requests, bytesIn, bytesOut, framesIn: 0, framesOut: 0, ...messages }
  }

  observe(observer: Observer | undefined): void {
    this.observer = observer
  }

  open(events: TransportEvents): void {
    if (!this.over) this.events = events
  }

  send(message: Uint8Array): void {
    if (this.over) return
    this.outgoing.push(message)
    this.observer?.onMessage()
    this.carrier?.onNews()
  }

  ping(): void {
    this.carrier?.onPing()
  }

  close(code: number, reason: string): void {
    if (this.over) return
    this.over = { code, reason }
    this.outgoing.clear()
    const { carrier, events } = this
    this.carrier = undefined
    // An ended visit is remembered for a while; the room behind its connection must not be.
    this.events = undefined
    this.observer = undefined
    this.onOver(this.over)
    carrier?.onEnded(this.over)
    events?.onClosed(code)
  }

  /** Tells `carrier` of news from now on, and nobody else. Answers with the function that ends that. */
  attach(carrier: Carrier): () => void {
    this.carrier?.onReplaced()
    this.carrier = carrier
    return () => {
      if (this.carrier === carrier) this.carrier = undefined
    }
  }

  /** A request that says nothing new. It counts as a sign of life, and as much as one. */
  onRequest(): void {
    this.events?.onSign()
  }

  /** The client has everything up to number `upTo`. */
  acknowledge(upTo: number): void {
    if (!this.outgoing.acknowledge(upTo)) this.events?.onViolation('policy')
  }

  /** What the client is to be told behind message `after`. */
  take(after: number, maxBytes: number): Envelope {
    const { first, messages } = this.outgoing.after(after, maxBytes)
    return { ack: this.received, last: this.outgoing.last, first, messages }
  }

  /** What the client is to be told about its own messages alone. */
  receipt(): Envelope {
    const { last } = this.outgoing
    return { ack: this.received, last, first: last + 1, messages: [] }
  }

  /** Takes what is new in `envelope`, once, in order. Where nothing is, it is but a request. */
  receive({ ack, first, messages }: Envelope): void {
    this.acknowledge(ack)
    const before = this.received
    for (const [i, message] of messages.entries()) {
      const number = first + i
      if (this.over) return
      if (number > this.received + 1) this.events?.onViolation('policy')
      else if (message.length > this.limits.maxMessageBytes) this.events?.onViolation('messageTooBig')
      else if (number > this.received) this.hear(message)
    }
    if (this.received === before) this.onRequest()
  }

  get isInspected(): boolean {
    return this.observer !== undefined
  }

  /** An event with so many messages, or a comment, was written on a stream. */
  onWritten(bytes: number, messages: number): void {
    this.observer?.onFact({ kind: 'event', bytes, messages })
  }

  /** Bytes came that are no envelope, or more of them than any envelope has. */
  violate(code: 'undecodable' | 'messageTooBig'): void {
    this.events?.onViolation(code)
  }

  private hear(message: Uint8Array): void {
    this.received++
    this.observer?.onMessage()
    this.events?.onMessage(message)
  }
}
