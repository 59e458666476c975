import type { Clock } from '../clock.ts'
import type { Carrier, OpenCarrier } from '../transport/carrier.ts'

export type SocketParts = {
  readonly openSocket: OpenCarrier
  readonly clock: Clock
  readonly url: string
  readonly protocols: readonly string[]
}

/** A WebSocket whose other end sends back what it is sent. */
export class ProbeSocket {
  readonly #carrier: Carrier
  readonly #clock: Clock
  /** Close code; 1006 where the network ended it. */
  readonly #closed: Promise<number>
  readonly #opened: Promise<void>
  #onMessage: ((message: Uint8Array) => void) | undefined

  constructor({ openSocket, clock, url, protocols }: SocketParts) {
    this.#clock = clock
    let onOpen = ignore
    let onClosed: (code: number) => void = ignore
    this.#opened = new Promise((resolve) => {
      onOpen = resolve
    })
    this.#closed = new Promise((resolve) => {
      onClosed = resolve
    })
    this.#carrier = openSocket(url, protocols, {
      onOpen,
      onMessage: (message) => this.#onMessage?.(message),
      onClose: (code) => onClosed(code),
    })
  }

  /** Whether it opens, is closed before, or does neither within `maxMs`. */
  open(maxMs: number): Promise<'open' | 'closed' | 'silent'> {
    return this.#first([this.#opened.then(() => 'open' as const), this.#closed.then(() => 'closed' as const)], maxMs)
  }

  /** ms until `message` came back; undefined where it did not within `maxMs`. One at a time. */
  async echo(message: Uint8Array, maxMs: number): Promise<number | undefined> {
    const sentAt = this.#clock.now()
    const returned = new Promise<'back'>((resolve) => {
      this.#onMessage = (back) => back.length === message.length && resolve('back')
    })
    this.#carrier.send(message)
    const how = await this.#first([returned, this.#closed.then(() => 'closed' as const)], maxMs)
    return how === 'back' ? this.#clock.now() - sentAt : undefined
  }

  /** The close code, where the socket ends within `maxMs`. */
  async closeWithin(maxMs: number): Promise<number | undefined> {
    const how = await this.#first<number>([this.#closed], maxMs)
    return how === 'silent' ? undefined : how
  }

  close(): void {
    this.#carrier.close()
  }

  async #first<T>(candidates: Promise<T>[], maxMs: number): Promise<T | 'silent'> {
    let cancel: (() => void) | undefined
    const late = new Promise<'silent'>((resolve) => {
      cancel = this.#clock.after(maxMs, () => resolve('silent'))
    })
    return await Promise.race([...candidates, late]).finally(() => cancel?.())
  }
}

function ignore(): void {
  // Replaced at once: a promise runs its executor before it is returned.
}
