import {
  type CloseName,
  closeTable,
  encodeHeartbeat,
  encodeNotice,
  type InspectWish,
  limits,
  messageType,
  type Notice,
  type UntimedClose,
} from '@duplex/protocol'
import type { Ticket } from '@duplex/protocol/server'
import type { Clock } from '../clock.ts'
import { Inspection } from '../inspection/inspection.ts'
import { encodeAwareness } from '../room/frames.ts'
import type { Person } from '../room/member.ts'
import type { Room } from '../room/room.ts'
import type { Lease } from '../room/rooms.ts'
import { UndecodableError } from '../room/undecodable-error.ts'
import type { Transport } from '../transport/transport.ts'
import { type Beating, Heartbeat, type HeartbeatContext } from './heartbeat.ts'
import { type Inbound, readInbound } from './inbound.ts'
import { RateLimit } from './rate-limit.ts'
import type { Returning } from './return-tickets.ts'
import { type DropReason, type Speaker, SyncDialogue } from './sync-dialogue.ts'

export type ConnectionContext = {
  readonly clock: Clock
  readonly heartbeat: HeartbeatContext
  /** `close`: as this side said it; `client`: the other side said good-bye; `network`: it is gone and said nothing. */
  onEnded(connection: Connection, close: CloseName | 'client' | 'network'): void
  /** Gives a ticket for the way back, where the last one is not fresh. */
  renewReturn(returning: Returning): void
  onTraffic(direction: 'in' | 'out', bytes: number): void
  onDrop(why: DropReason): void
  /** A message made this server fail; the connection is ended. */
  onBug(error: unknown): void
}

/** What admission found out about a client: the ticket that it showed, and as whom others see it. */
export type Introduction = { readonly ticket: Ticket; readonly person: Person }

/** Messages that a question counts for: its answer may be the whole document, or everybody's presence. */
const questionCost = 20
/** Awareness messages without news that a connection may send beyond those that it was sent. */
const maxEchoes = 2_000
const maxStrikes = 2

/** One client in one room, over whatever transport. */
export class Connection implements Speaker, Beating, Returning {
  readonly person: Person
  readonly passport: Ticket
  readonly isExtended: boolean
  /** Newest access version of the document that is known not to touch this connection. */
  seenAccessVersion: number
  returnGivenAt: number | undefined
  private isEnded = false
  private strikes = 0
  /** Bytes of sync answers that may wait on top of the limit for slow readers. */
  private answerBytes = 0
  /** Bytes of the newest answer, as which the next one counts. */
  private lastAnswerBytes = 0
  /** A stock client sends back each awareness message that it is sent: so many more are no abuse. */
  private echoes = maxEchoes
  private readonly room: Room
  private readonly dialogue: SyncDialogue
  private readonly heartbeat: Heartbeat
  private readonly messages: RateLimit
  private readonly bytes: RateLimit
  private readonly answers: RateLimit
  /** Of the few who ever need it. */
  private looks: RateLimit | undefined
  /** There is one since the client asked for it. */
  private inspection: Inspection | undefined

  /** `context`: one for all connections. */
  constructor(
    introduction: Introduction,
    readonly lease: Lease,
    private readonly transport: Transport,
    private readonly context: ConnectionContext,
  ) {
    this.person = introduction.person
    this.passport = introduction.ticket
    this.isExtended = transport.isExtended
    this.seenAccessVersion = introduction.ticket.accessVersion
    this.room = lease.room
    this.dialogue = new SyncDialogue(this, this.room, introduction.ticket.role)
    const { elapsed } = context.clock
    this.messages = new RateLimit(limits.messageRate, elapsed)
    this.bytes = new RateLimit(limits.byteRate, elapsed)
    this.answers = new RateLimit(limits.answerByteRate, elapsed)
    this.heartbeat = new Heartbeat(context.heartbeat, this)
  }

  get isOpen(): boolean {
    return !this.isEnded
  }

  /** Enters the room and listens. `greeting`: first messages to a client that understands them. */
  open(greeting: readonly Uint8Array[]): void {
    if (this.isExtended) {
      for (const message of greeting) this.send(message)
      this.context.renewReturn(this)
    }
    this.room.enter(this)
    this.transport.open({
      onMessage: (message) => this.receive(message),
      onSign: () => this.onSign(),
      onViolation: (close) => this.end(close),
      onClosed: (code) => this.leave(code === closeTable.abnormal.code ? 'network' : 'client'),
    })
  }

  send(message: Uint8Array): void {
    if (this.isEnded) return
    const { bufferedBytes } = this.transport
    if (bufferedBytes > limits.maxBufferedBytes + this.answerBytes) {
      this.end('slowReader')
      return
    }
    if (bufferedBytes <= limits.maxBufferedBytes) this.answerBytes = 0
    if (message[0] === messageType.awareness) this.echoes = Math.min(this.echoes + 1, maxEchoes)
    this.context.onTraffic('out', message.length)
    this.transport.send(message)
  }

  sendAnswer(message: Uint8Array): void {
    this.send(message)
    this.answerBytes += message.length
    this.lastAnswerBytes += message.length
  }

  tell(notice: Notice): void {
    if (this.isExtended) this.send(encodeNotice(notice))
  }

  onStored(upTo: number, seq: number): void {
    this.dialogue.onStored(upTo, seq)
  }

  onWaiting(): void {
    this.dialogue.onWaiting()
  }

  onDropped(): void {
    this.dialogue.onDropped()
  }

  mayLook(): boolean {
    this.looks ??= new RateLimit(limits.lookRate, this.context.clock.elapsed)
    return this.looks.take(1) === 0
  }

  drop(why: DropReason): void {
    this.context.onDrop(why)
  }

  strike(): void {
    this.drop('undecodable')
    if (++this.strikes >= maxStrikes) this.end('undecodable')
  }

  /** `reason` replaces the table's words where the client is to find a time in it. */
  end(close: UntimedClose): void
  end(close: CloseName, reason: string): void
  end(close: CloseName, reason: string = closeTable[close].meaning): void {
    if (this.isEnded) return
    this.leave(close)
    this.transport.close(closeTable[close].code, reason)
  }

  private leave(close: CloseName | 'client' | 'network'): void {
    if (this.isEnded) return
    this.isEnded = true
    this.heartbeat.stop()
    this.inspection?.end()
    this.room.leave(this)
    this.context.onEnded(this, close)
  }

  private receive(message: Uint8Array): void {
    if (this.isEnded) return
    this.heartbeat.heard()
    this.context.onTraffic('in', message.length)
    try {
      if (this.isWithin(this.bytes.take(message.length))) this.handle(readInbound(message))
    } catch (error) {
      if (error instanceof UndecodableError) this.strike()
      else this.fail(error)
    }
  }

  private fail(error: unknown): void {
    this.context.onBug(error)
    this.end('internalError')
  }

  private handle(inbound: Inbound): void {
    switch (inbound.kind) {
      case 'awareness':
        this.onAwareness(inbound.payload)
        return
      case 'step1':
        if (this.isWithin(this.messages.take(questionCost)) && this.mayAskAgain()) this.dialogue.onStep1(inbound)
        return
      case 'step2':
      case 'update':
        if (this.isWithin(this.messages.take(1))) this.dialogue.onUpdate(inbound.kind, inbound.update)
        return
      case 'query-awareness':
        if (this.isWithin(this.messages.take(questionCost))) this.sendPresence()
        return
      case 'inspect':
        if (this.isWithin(this.messages.take(1))) this.inspect(inbound.wish)
        return
      case 'trace':
        if (this.isWithin(this.messages.take(1)) && this.isFromOurs()) this.dialogue.onTrace(inbound.trace)
        return
      case 'ignored':
        this.drop('unknown')
        this.isWithin(this.messages.take(1))
    }
  }

  /** Whether messages of 100 and above are any from this client; drops the one that is being handled where not. */
  private isFromOurs(): boolean {
    if (!this.isExtended) this.drop('unknown')
    return this.isExtended
  }

  /** Of this connection alone: there is no way to name another. A stock client would not understand the answer. */
  private inspect(wish: InspectWish): void {
    if (!this.isFromOurs()) return
    const { transport, context } = this
    const send = (message: Uint8Array) => this.send(message)
    this.inspection ??= new Inspection({ transport, clock: context.clock, wheel: context.heartbeat.wheel, send })
    this.inspection.heed(wish)
  }

  /** A sign of life that is no message is one in all other ways, and costs as much. */
  private onSign(): void {
    if (this.isEnded) return
    this.heartbeat.heard()
    this.isWithin(this.messages.take(1))
  }

  /** Who has not read the last answer gets no further one on top of it; and answers after the first have a rate. */
  private mayAskAgain(): boolean {
    if (this.transport.bufferedBytes > limits.maxBufferedBytes) {
      this.end('slowReader')
      return false
    }
    const bytes = Math.min(this.lastAnswerBytes, limits.answerByteRate.burst)
    this.lastAnswerBytes = 0
    return this.isWithin(this.answers.take(bytes))
  }

  /** A stock client sends back every change that it hears of others: those do not count against its rate. */
  private onAwareness(payload: Uint8Array): void {
    if (payload.length > limits.maxAwarenessBytes) {
      this.end('messageTooBig')
      return
    }
    const isNews = this.room.presence.receive(this, payload)
    if (!isNews) this.drop('presence')
    if (!isNews && this.echoes > 0) this.echoes--
    else if (this.isWithin(this.messages.take(1)) && isNews) this.room.announcePresence()
  }

  private sendPresence(): void {
    const everybody = this.room.presence.everybody()
    if (everybody) this.send(everybody)
  }

  /** Ends the connection where a rate limit asks for a delay. */
  private isWithin(delayMs: number): boolean {
    if (delayMs > 0) this.end('tooFast', `too fast, retry in ${delayMs} ms`)
    return delayMs === 0
  }

  ping(): void {
    this.transport.ping()
  }

  onSilence(): void {
    this.end('noAnswer')
  }

  onBeat(): void {
    if (this.isExtended) {
      this.send(encodeHeartbeat({ serverTime: this.context.clock.now() }))
      this.dialogue.offerDigest()
      this.context.renewReturn(this)
    } else {
      this.send(encodeAwareness([]))
    }
  }
}
