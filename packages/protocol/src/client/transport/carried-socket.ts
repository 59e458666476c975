import type { Carrier, CarrierEvents, OpenCarrier } from './carrier.ts'

type Handler<E> = ((event: E) => void) | null

/**
 * A class that is to the provider what WebSocket is: the members that y-websocket 3.1 uses, over whatever `open` opens.
 * After `close` no handler is called any more.
 */
export function createSocketClass(open: OpenCarrier): typeof WebSocket {
  class CarriedSocket {
    static readonly CONNECTING = 0
    static readonly OPEN = 1
    static readonly CLOSING = 2
    static readonly CLOSED = 3
    readonly OPEN = CarriedSocket.OPEN
    binaryType = 'arraybuffer'
    onopen: Handler<{ type: 'open' }> = null
    onerror: Handler<{ type: 'error' }> = null
    onclose: Handler<{ type: 'close'; code: number; reason: string }> = null
    #onmessage: Handler<{ type: 'message'; data: Uint8Array }> = null
    #state: number = CarriedSocket.CONNECTING
    readonly #carrier: Carrier

    constructor(url: string, protocols: string | readonly string[] = []) {
      this.#carrier = open(url, [protocols].flat(), this.#events())
    }

    get readyState(): number {
      return this.#state
    }

    // An accessor, because a class that extends this one overrides it.
    get onmessage(): Handler<{ type: 'message'; data: Uint8Array }> {
      return this.#onmessage
    }

    set onmessage(handler: Handler<{ type: 'message'; data: Uint8Array }>) {
      this.#onmessage = handler
    }

    send(message: Uint8Array): void {
      if (this.#state === CarriedSocket.OPEN) this.#carrier.send(message)
    }

    close(): void {
      if (this.#state === CarriedSocket.CLOSED) return
      this.#state = CarriedSocket.CLOSED
      this.#carrier.close()
    }

    #events(): CarrierEvents {
      return {
        onOpen: () => {
          if (this.#state !== CarriedSocket.CONNECTING) return
          this.#state = CarriedSocket.OPEN
          this.onopen?.({ type: 'open' })
        },
        onMessage: (data) => {
          if (this.#state === CarriedSocket.OPEN) this.#onmessage?.({ type: 'message', data })
        },
        onClose: (code, reason) => {
          if (this.#state === CarriedSocket.CLOSED) return
          this.#state = CarriedSocket.CLOSED
          this.onclose?.({ type: 'close', code, reason })
        },
      }
    }
  }
  return CarriedSocket as unknown as typeof WebSocket
}
