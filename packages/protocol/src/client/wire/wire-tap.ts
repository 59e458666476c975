import type { ConnectionStatus } from '../status.ts'
import type { Wires } from '../transport/carrier.ts'
import type { Carriage } from './carriage.ts'
import { type Retry, RetryNotes } from './retry-notes.ts'
import { tapFetch } from './tapped-fetch.ts'
import { tapSocket } from './tapped-socket.ts'
import type { WireEvent, WireWitness } from './wire-event.ts'

/** Carriages that are remembered while nobody watches: what somebody who opens the inspector wants to see first. */
const maxCarriages = 50

/**
 * Stands between a connection and the network. It changes nothing that passes. While nobody listens it keeps a short
 * list of attempts and sums of what they carried; requests and messages are looked into only for a listener.
 */
export class WireTap implements WireWitness {
  readonly #now: () => number
  readonly #carriages = new Map<number, Carriage>()
  readonly #retryNotes = new RetryNotes()
  readonly #listeners = new Set<(event: WireEvent) => void>()
  #ids = 0

  /** `now`: ms since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Oldest first. */
  get carriages(): readonly Carriage[] {
    return [...this.#carriages.values()]
  }

  /** Oldest first. */
  get retries(): readonly Retry[] {
    return this.#retryNotes.retries
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0
  }

  now(): number {
    return this.#now()
  }

  wrap({ openSocket, fetch }: Wires): Wires {
    return { openSocket: tapSocket(this, openSocket), fetch: tapFetch(this, fetch) }
  }

  /** Returns the function that ends it. */
  listen(listener: (event: WireEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  nextId(): number {
    return ++this.#ids
  }

  /** A carriage is new, or has changed. */
  keep(carriage: Carriage): Carriage {
    this.#carriages.set(carriage.id, carriage)
    const [oldest] = this.#carriages.keys()
    if (this.#carriages.size > maxCarriages && oldest !== undefined) this.#carriages.delete(oldest)
    this.tell({ kind: 'carriage', carriage })
    return carriage
  }

  /** The connection has another status, or the same. */
  onStatus(status: ConnectionStatus): void {
    const retry = this.#retryNotes.follow(status, this.now())
    if (retry) this.tell({ kind: 'retry', retry })
  }

  tell(event: WireEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}
