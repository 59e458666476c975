import type { Clock } from '../clock.ts'
import type { Carrier, CarrierEvents, OpenCarrier } from './carrier.ts'

/**
 * A WebSocket on which nothing was heard for so long, be it the answer to the handshake or, counted from that, the
 * first frame: something took it and lets nothing through. Not less, because the first frame waits for the document to
 * be loaded: a server that is busy would be asked by other means as well, and be the busier.
 */
export const maxSilentSocketMs = 5_000
/**
 * The same where WebSockets got through before: then it is most likely the server, to which everybody comes back. Twice
 * this, for the handshake and for the first frame, is less than an attempt may take.
 */
export const maxSilentOfProvenMs = 9_000
/** A WebSocket that lives for so long works; one that is cut before may be cut by a proxy. */
export const provenMs = 10_000

type TrialParts = {
  openSocket: OpenCarrier
  clock: Clock
  url: string
  protocols: readonly string[]
  /** How long a socket may be silent, in ms. */
  silentMs: number
}

type TrialEvents = {
  /** A frame of the server came through. */
  onReached(): void
  onProven(): void
  /** `silent`: it stayed open, and nothing came; `cut`: the network, or whatever is in it, ended it early. */
  onVain(kind: 'silent' | 'cut'): void
}

/** A WebSocket, and the judgement whether WebSockets get through here. */
export class WebSocketTrial implements Carrier {
  readonly #carrier: Carrier
  readonly #clock: Clock
  readonly #silentMs: number
  readonly #events: CarrierEvents
  readonly #trial: TrialEvents
  #state: 'silent' | 'heard' | 'proven' | 'over' = 'silent'
  #cancel: () => void = () => undefined

  /** @throws where `url` or a protocol is none. */
  constructor({ openSocket, clock, url, protocols, silentMs }: TrialParts, events: CarrierEvents, trial: TrialEvents) {
    this.#clock = clock
    this.#silentMs = silentMs
    this.#events = events
    this.#trial = trial
    this.#carrier = openSocket(url, protocols, {
      onOpen: () => {
        if (this.#state === 'silent') this.#watch()
        events.onOpen()
      },
      onMessage: (message) => {
        this.#reach()
        events.onMessage(message)
      },
      onClose: (code, reason) => this.#onClose(code, reason),
    })
    this.#watch()
  }

  send(message: Uint8Array): void {
    this.#carrier.send(message)
  }

  close(): void {
    this.#end()
    this.#carrier.close()
  }

  #watch(): void {
    this.#cancel()
    this.#cancel = this.#clock.after(this.#silentMs, () => this.#giveUp())
  }

  #reach(): void {
    if (this.#state !== 'silent') return
    this.#state = 'heard'
    this.#trial.onReached()
    this.#cancel()
    this.#cancel = this.#clock.after(provenMs, () => {
      this.#state = 'proven'
      this.#trial.onProven()
    })
  }

  #giveUp(): void {
    this.close()
    this.#trial.onVain('silent')
    this.#events.onClose(1006, '')
  }

  #onClose(code: number, reason: string): void {
    const before = this.#state
    if (before === 'over') return
    this.#end()
    if (code !== 1006) {
      // A close frame came through, so others do.
      this.#trial.onReached()
      this.#trial.onProven()
    } else if (before !== 'proven') this.#trial.onVain('cut')
    this.#events.onClose(code, reason)
  }

  #end(): void {
    this.#state = 'over'
    this.#cancel()
  }
}
