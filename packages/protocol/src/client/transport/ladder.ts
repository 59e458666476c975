import type { Clock } from '../clock.ts'
import { type Ending, isNonsense } from '../ending.ts'
import type { Carrier, CarrierEvents, OpenCarrier } from './carrier.ts'
import type { TakeHeldSlot } from './held-slots.ts'
import { probeWebSocket } from './probe.ts'
import { type TransportChoice, type TransportName, transportNames, type VisitTransportName } from './transport-name.ts'
import { VisitCarrier } from './visit-carrier.ts'
import { maxSilentOfProvenMs, maxSilentSocketMs, WebSocketTrial } from './web-socket-trial.ts'

/** WebSockets that fail in a row before they are taken to be blocked. */
export const maxVainSockets = 2
/** The same where they got through before, over the same network. */
export const maxVainOfProven = 4
/** From a visit to the first look whether a WebSocket gets through by now; then twice as long, up to the longest. */
export const probeMs = { first: 2_000, longest: 300_000, answer: 5_000 } as const

/**
 * From a stream that was left to the next try of one; then twice as long, up to the longest. A try costs what a stream
 * that is held back costs: the news of some seconds come late.
 */
export const climbMs = { first: 30_000, longest: 1_800_000 } as const

export type LadderParts = {
  openSocket: OpenCarrier
  fetch: typeof fetch
  clock: Clock
  /** In [0, 1). */
  random: () => number
  isVisible: () => boolean
  pollIntervalMs: number | undefined
  takeHeldSlot: TakeHeldSlot
  pinned: TransportName | undefined
  /** The choice is another. */
  onChanged: () => void
  /** A WebSocket gets through by now: the connection should begin anew. */
  onBetter: () => void
}

/**
 * Chooses what carries the connection: a WebSocket where one gets through, else the next that works, or the one that
 * was pinned. It goes down by what becomes of attempts, and looks upward by itself while a visit is under way.
 */
export class Ladder {
  readonly #parts: LadderParts
  #pinned: TransportName | undefined
  #transport: TransportName
  #vainSockets = 0
  /** WebSockets got through here: what fails is more likely the server than something on the way. */
  #isProven = false
  #visit: VisitCarrier | undefined
  /** The server answered the newest attempt, whatever it said. */
  #isReached = false
  #probeDelayMs: number = probeMs.first
  #cancelProbe: () => void = () => undefined
  #climbDelayMs: number = climbMs.first
  #cancelClimb: () => void = () => undefined

  constructor(parts: LadderParts) {
    this.#parts = parts
    this.#pinned = parts.pinned
    this.#transport = parts.pinned ?? 'websocket'
  }

  get choice(): TransportChoice {
    return { transport: this.#transport, pinned: this.#pinned }
  }

  /** Begins an attempt, after the one before has ended. @throws where `url` or a protocol is none. */
  open(url: string, protocols: readonly string[], events: CarrierEvents): Carrier {
    this.#isReached = false
    if (this.#pinned === 'websocket') return this.#parts.openSocket(url, protocols, events)
    if (this.#transport === 'websocket') return this.#tryWebSocket(url, protocols, events)
    return this.#openVisit(this.#transport, url, protocols, events)
  }

  /**
   * An attempt, or what became of it, has ended. True where another way should be tried at once: nothing came through.
   * Where a WebSocket worked for a moment, it may have been the server that ended, on which all its clients fall then.
   */
  descend(): boolean {
    if (this.#pinned !== undefined) return false
    if (this.#transport === 'websocket' && this.#vainSockets >= this.#maxVain) {
      this.#stepTo('sse')
      return !this.#isReached
    }
    // Not this way either: then it is the network or the server, and no matter of ways.
    if (!this.#isReached) this.#stepTo('websocket')
    return false
  }

  /**
   * An end that leaves nothing more to try. Where something broke the protocol by WebSocket, again and again, messages may
   * be lost or doubled on the way, of which the envelope of a visit takes notice: true where one should be tried at once.
   */
  distrust(ending: Ending): boolean {
    if (!isNonsense(ending) || this.#pinned !== undefined || this.#transport !== 'websocket') return false
    this.#stepTo('sse')
    return true
  }

  /**
   * Stays with `transport`; with undefined, chooses again from the best. False where only a new attempt can do that:
   * a visit goes over to another kind of request by itself.
   */
  pin(transport: TransportName | undefined): boolean {
    const before = this.#transport
    this.#pinned = transport
    this.forget()
    this.#cancelProbe()
    this.#cancelClimb()
    this.#stepTo(transport ?? 'websocket')
    this.#parts.onChanged()
    if (this.#transport === before) return true
    if (this.#visit === undefined || this.#transport === 'websocket') return false
    this.#visit.switchTo(this.#transport)
    return true
  }

  /** The network may be another one: what was blocked may not be. */
  forget(): void {
    this.#vainSockets = 0
    this.#isProven = false
    this.#probeDelayMs = probeMs.first
    this.#climbDelayMs = climbMs.first
  }

  /** The page may be gone in a moment. */
  flush(): void {
    this.#visit?.flush()
  }

  /** Somebody looks at the page again. */
  wake(): void {
    this.#visit?.wake()
  }

  get #maxVain(): number {
    return this.#isProven ? maxVainOfProven : maxVainSockets
  }

  #tryWebSocket(url: string, protocols: readonly string[], events: CarrierEvents): Carrier {
    const silentMs = this.#isProven ? maxSilentOfProvenMs : maxSilentSocketMs
    return new WebSocketTrial({ ...this.#parts, url, protocols, silentMs }, events, {
      onReached: () => {
        this.#isReached = true
      },
      onProven: () => {
        this.forget()
        this.#isProven = true
      },
      onVain: (kind) => {
        this.#vainSockets = kind === 'silent' ? this.#maxVain : this.#vainSockets + 1
      },
    })
  }

  #openVisit(transport: VisitTransportName, url: string, protocols: readonly string[], events: CarrierEvents): Carrier {
    const visit = new VisitCarrier({ ...this.#parts, url, protocols }, transport, {
      ...events,
      onOpen: () => {
        this.#isReached = true
        this.#planProbe(url)
        if (this.#pinned === undefined && this.#transport !== 'sse') this.#planClimb()
        events.onOpen()
      },
      onClose: (code, reason) => {
        this.#isReached ||= code !== 1006
        end()
        events.onClose(code, reason)
      },
      onUnfit: () => this.#leaveUnfit(),
      onCrowded: () => this.#leaveCrowded(),
    })
    const end = () => {
      if (this.#visit !== visit) return
      this.#visit = undefined
      this.#cancelProbe()
      this.#cancelClimb()
    }
    this.#visit = visit
    return {
      send: (message) => visit.send(message),
      close: () => {
        end()
        visit.close()
      },
    }
  }

  #leaveUnfit(): void {
    const lower = transportNames[transportNames.indexOf(this.#transport) + 1]
    if (this.#pinned !== undefined || lower === undefined || lower === 'websocket') return
    this.#stepTo(lower)
    this.#visit?.switchTo(lower)
    this.#planClimb()
  }

  #leaveCrowded(): boolean {
    if (this.#pinned !== undefined) return false
    this.#stepTo('polling')
    this.#visit?.switchTo('polling')
    this.#planClimb()
    return true
  }

  /** A stream may have been held back, or tabs been too many, for a while only. Nothing is lost by trying. */
  #planClimb(): void {
    const { clock, random } = this.#parts
    this.#cancelClimb()
    this.#cancelClimb = clock.after(this.#climbDelayMs * (0.5 + random() / 2), () => {
      this.#climbDelayMs = Math.min(this.#climbDelayMs * 2, climbMs.longest)
      this.#stepTo('sse')
      this.#visit?.switchTo('sse')
    })
  }

  #planProbe(url: string): void {
    if (this.#pinned !== undefined) return
    const { clock, random } = this.#parts
    this.#cancelProbe = clock.after(this.#probeDelayMs * (0.5 + random() / 2), () => {
      this.#cancelProbe = probeWebSocket({ ...this.#parts, url, maxMs: probeMs.answer }, (works) => {
        this.#probeDelayMs = Math.min(this.#probeDelayMs * 2, probeMs.longest)
        if (!works) return this.#planProbe(url)
        this.#stepTo('websocket')
        this.#parts.onBetter()
      })
    })
  }

  #stepTo(transport: TransportName): void {
    if (this.#transport === transport) return
    this.#transport = transport
    this.#parts.onChanged()
  }
}
