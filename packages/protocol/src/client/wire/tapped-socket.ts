import { ticketProtocolPrefix } from '../../messages.ts'
import type { Carrier, CarrierEvents, OpenCarrier } from '../transport/carrier.ts'
import { type Carriage, createSum, type Direction } from './carriage.ts'
import { frameHeaderBytes } from './frame-cost.ts'
import type { WireWitness } from './wire-event.ts'

/** The same way to open sockets, with every message seen as it passes. */
export function tapSocket(tap: WireWitness, open: OpenCarrier): OpenCarrier {
  return (url, protocols, events) => {
    const seen = new SeenSocket(tap, url, protocols)
    const carrier = open(url, protocols, seen.tapped(events))
    return seen.carried(carrier)
  }
}

class SeenSocket {
  readonly #tap: WireWitness
  #carriage: Carriage
  #isLeft = false

  constructor(tap: WireWitness, url: string, protocols: readonly string[]) {
    this.#tap = tap
    this.#carriage = tap.keep({
      id: tap.nextId(),
      kind: 'websocket',
      isProbe: !protocols.some((name) => name.startsWith(ticketProtocolPrefix)),
      url: url.split('?', 1)[0] ?? '',
      // Security: the ticket is among them.
      offered: protocols.map((name) => (name.startsWith(ticketProtocolPrefix) ? `${ticketProtocolPrefix}…` : name)),
      startedAt: tap.now(),
      openedAt: undefined,
      end: undefined,
      in: createSum(),
      out: createSum(),
    })
  }

  tapped(events: CarrierEvents): CarrierEvents {
    return {
      onOpen: () => {
        this.#keep({ openedAt: this.#tap.now() })
        events.onOpen()
      },
      onMessage: (message) => {
        // Order: what the page answers at once comes behind it.
        this.#see('in', message)
        events.onMessage(message)
      },
      onClose: (code, reason) => {
        this.#end(code, reason)
        events.onClose(code, reason)
      },
    }
  }

  carried(carrier: Carrier): Carrier {
    return {
      send: (message) => {
        this.#see('out', message)
        carrier.send(message)
      },
      close: () => {
        this.#isLeft = true
        carrier.close()
      },
    }
  }

  #see(direction: Direction, message: Uint8Array): void {
    const sum = this.#carriage[direction]
    sum.messages++
    sum.bytes += message.length
    sum.headerBytes += frameHeaderBytes(direction, message.length)
    if (!this.#tap.isWatched) return
    const { messages: number } = sum
    const [at, carriage] = [this.#tap.now(), this.#carriage]
    this.#tap.tell({ kind: 'message', at, carriage, direction, number, message, requestId: undefined })
  }

  #end(code: number, reason: string): void {
    if (this.#carriage.end !== undefined) return
    this.#keep({ end: { at: this.#tap.now(), code, reason, by: this.#isLeft ? 'page' : 'other' } })
  }

  #keep(change: Partial<Carriage>): void {
    this.#carriage = this.#tap.keep({ ...this.#carriage, ...change })
  }
}
