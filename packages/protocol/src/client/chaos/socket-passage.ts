import { closeTable } from '../../close-codes.ts'
import type { Carrier, CarrierEvents, OpenCarrier } from '../transport/carrier.ts'
import type { Line } from './line.ts'
import { createLines, IdleCut, type Passage, type Surroundings } from './passage.ts'

/** One WebSocket, seen through chaos. */
export class SocketPassage implements Carrier, Passage {
  readonly #around: Surroundings
  readonly #events: CarrierEvents
  readonly #lines: Record<'up' | 'down', Line>
  readonly #idle: IdleCut
  /** Undefined where the line was cut when it was asked for. */
  readonly #carrier: Carrier | undefined
  #isOver = false
  isDead = false
  isHurt = false

  /** @throws where `url` or a protocol is none. */
  constructor(open: OpenCarrier, around: Surroundings, [url, protocols, events]: Parameters<OpenCarrier>) {
    this.#around = around
    this.#events = events
    this.#idle = new IdleCut(around, () => this.cut())
    this.#lines = createLines(around, () => {
      this.isHurt = true
    })
    around.enter(this)
    if (around.isCut()) {
      around.clock.after(0, () => this.cut())
      return
    }
    try {
      this.#carrier = open(url, protocols, this.#hear())
    } catch (error) {
      this.#leave()
      throw error
    }
  }

  send(message: Uint8Array): void {
    if (this.#isOver) return
    this.#idle.touch()
    this.#lines.up.pass(() => this.#carrier?.send(message))
  }

  close(): void {
    if (!this.#leave()) return
    this.#lines.down.stop()
    if (this.isDead) this.#carrier?.close()
    else this.#lines.up.passSurely(() => this.#carrier?.close())
  }

  cut(): void {
    if (this.#isOver) return
    this.#around.count('cut')
    this.end(closeTable.abnormal.code, '')
  }

  goDead(): void {
    this.isDead = true
    this.#stop()
  }

  end(code: number, reason: string): boolean {
    this.#stop()
    this.#carrier?.close()
    this.#finish(code, reason)
    return true
  }

  #hear(): CarrierEvents {
    const { down } = this.#lines
    return {
      onOpen: () => {
        this.#idle.touch()
        // A handshake goes there and back.
        down.passSurely(() => this.#events.onOpen(), this.#around.knobs().up.delayMs)
      },
      onMessage: (message) => {
        this.#idle.touch()
        down.pass(() => this.#events.onMessage(message))
      },
      onClose: (code, reason) => down.passSurely(() => this.#finish(code, reason)),
    }
  }

  #finish(code: number, reason: string): void {
    if (this.#leave()) this.#events.onClose(code, reason)
  }

  #stop(): void {
    this.#idle.stop()
    this.#lines.up.stop()
    this.#lines.down.stop()
  }

  /** False where it has left before. */
  #leave(): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    this.#idle.stop()
    this.#around.leave(this)
    return true
  }
}
