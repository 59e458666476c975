import type { Envelope } from '../../envelope.ts'
import * as limits from '../../limits.ts'
import { messageType, ticketProtocolPrefix } from '../../messages.ts'
import type { Clock } from '../clock.ts'
import type { Carrier, CarrierEvents } from './carrier.ts'
import type { Down, DownParts } from './down.ts'
import { followEvents } from './event-stream-down.ts'
import type { TakeHeldSlot } from './held-slots.ts'
import { pollLong } from './long-poll-down.ts'
import { poll } from './poll-down.ts'
import type { VisitTransportName } from './transport-name.ts'
import { Uplink } from './uplink.ts'
import { VisitEnded, VisitRequests } from './visit-requests.ts'

export type VisitParts = {
  url: string
  protocols: readonly string[]
  fetch: typeof fetch
  clock: Clock
  random: () => number
  isVisible: () => boolean
  pollIntervalMs: number | undefined
  takeHeldSlot: TakeHeldSlot
}

export type VisitEvents = CarrierEvents & {
  /** The way that is in use does not work here, although the server can be reached. */
  onUnfit(): void
  /** Too many tabs hold a request already. True where another way was chosen for that. */
  onCrowded(): boolean
}

/** What was heard is acknowledged after so much of it, and so many ms, where nothing is said meanwhile. */
export const acknowledgeAfterBytes = 64 * limits.KiB
export const acknowledgeAfterMs = 5_000

const downs: Record<VisitTransportName, (parts: DownParts) => Down> = {
  sse: followEvents,
  'long-polling': pollLong,
  polling: poll,
}

const networkGone = { code: 1006, reason: '' }

/** One visit: the messages of a connection over HTTP requests, of whatever kind. */
export class VisitCarrier implements Carrier {
  readonly #parts: VisitParts
  readonly #events: VisitEvents
  readonly #requests: VisitRequests
  readonly #uplink: Uplink
  readonly #opening = new AbortController()
  #transport: VisitTransportName
  #down: Down | undefined
  #holding = new AbortController()
  #state: 'opening' | 'open' | 'over' = 'opening'
  #received = 0
  #unacknowledgedBytes = 0
  #cancelAcknowledging: (() => void) | undefined

  constructor(parts: VisitParts, transport: VisitTransportName, events: VisitEvents) {
    this.#parts = parts
    this.#events = events
    this.#transport = transport
    this.#requests = new VisitRequests(parts)
    this.#uplink = new Uplink({
      ...parts,
      received: () => this.#received,
      say: (envelope, manner) => {
        this.#forgetToAcknowledge()
        return this.#requests.say(envelope, manner)
      },
      onAnswer: ({ ack, last }) => {
        this.#uplink.onAcknowledged(ack)
        this.#down?.onPromised(last)
      },
      onFailed: (error) => this.#end(error),
    })
    void this.#open()
  }

  send(message: Uint8Array): void {
    if (this.#state !== 'open') return
    this.#uplink.push(message)
    this.#down?.wake()
  }

  /** Goes on in another way; nothing is lost, and no number changes. */
  switchTo(transport: VisitTransportName): void {
    this.#transport = transport
    if (this.#state === 'open') void this.#listen()
  }

  /** The page may be gone in a moment. */
  flush(): void {
    if (this.#state === 'open') this.#uplink.flush()
  }

  /** Somebody looks at the page again. */
  wake(): void {
    this.#down?.wake()
  }

  close(): void {
    if (this.#state === 'open') this.#uplink.leave()
    this.#stop()
  }

  async #open(): Promise<void> {
    const ticket = this.#parts.protocols.find((name) => name.startsWith(ticketProtocolPrefix)) ?? ''
    try {
      await this.#requests.open(ticket.slice(ticketProtocolPrefix.length), this.#opening.signal)
      if (this.#state !== 'opening') return
      this.#state = 'open'
      this.#events.onOpen()
      await this.#listen()
    } catch (error) {
      this.#end(error)
    }
  }

  async #listen(): Promise<void> {
    this.#stopListening()
    const holding = new AbortController()
    this.#holding = holding
    const mayHold = this.#transport === 'polling' || (await this.#parts.takeHeldSlot(holding.signal))
    if (holding.signal.aborted) return
    if (!mayHold && this.#events.onCrowded()) return
    this.#down = downs[this.#transport]({
      ...this.#parts,
      requests: this.#requests,
      received: () => this.#received,
      take: (envelope) => this.#take(envelope),
      onFailed: (error) => this.#end(error),
      onUnfit: () => this.#events.onUnfit(),
    })
  }

  #stopListening(): void {
    this.#holding.abort()
    this.#down?.stop()
  }

  /** @throws where the envelope leaves out a message. */
  #take({ ack, first, messages }: Envelope): void {
    if (first > this.#received + 1) throw new Error(`message ${this.#received + 1} is missing`)
    this.#uplink.onAcknowledged(ack)
    for (const message of messages.slice(this.#received + 1 - first)) {
      if (this.#state !== 'open') return
      this.#received++
      this.#events.onMessage(message)
      this.#oweAcknowledgement(message)
    }
  }

  /** Questions acknowledge by themselves; who only listens has to say so, and to answer a heartbeat with it. */
  #oweAcknowledgement(message: Uint8Array): void {
    if (this.#transport !== 'sse' || this.#state !== 'open') return
    this.#unacknowledgedBytes += message.length
    const isDue = this.#unacknowledgedBytes > acknowledgeAfterBytes || message[0] === messageType.heartbeat
    if (isDue) this.#uplink.acknowledge()
    else this.#cancelAcknowledging ??= this.#parts.clock.after(acknowledgeAfterMs, () => this.#uplink.acknowledge())
  }

  #forgetToAcknowledge(): void {
    this.#unacknowledgedBytes = 0
    this.#cancelAcknowledging?.()
    this.#cancelAcknowledging = undefined
  }

  #end(error: unknown): void {
    if (this.#state === 'over') return
    this.#stop()
    const { code, reason } = error instanceof VisitEnded ? error : networkGone
    this.#events.onClose(code, reason)
  }

  #stop(): void {
    this.#state = 'over'
    this.#opening.abort()
    this.#uplink.stop()
    this.#stopListening()
    this.#forgetToAcknowledge()
  }
}
