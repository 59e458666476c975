import { type Down, DownLoop, type DownParts } from './down.ts'

/** ms between two questions: while something happens; where nothing does, at most; and where nobody looks. */
export const pollMs = { busy: 500, idle: 5_000, hidden: 15_000 } as const
/** After a vain question the next one waits so many times as long. */
export const slackening = 1.5

/** Asks from time to time: the more often the more happens, or as often as it was told to. */
export function poll(parts: DownParts): Down {
  if (parts.pollIntervalMs !== undefined) return pollEvery(parts.pollIntervalMs, parts)
  const polling = new Polling(parts)
  void polling.run()
  return polling
}

/** From one question to the next it is always as long, whatever happens and whoever looks. */
function pollEvery(intervalMs: number, parts: DownParts): Down {
  const loop = new DownLoop(parts)
  void loop.run(async () => {
    const askedAt = parts.clock.now()
    const envelope = await loop.ask('at-once')
    loop.take(envelope)
    if (parts.received() < envelope.last) return
    await loop.pause(Math.max(0, askedAt + intervalMs - parts.clock.now())).ended
  })
  return {
    wake: () => undefined,
    onPromised: () => undefined,
    stop: () => loop.stop(),
  }
}

class Polling implements Down {
  readonly #parts: DownParts
  readonly #loop: DownLoop
  #delayMs: number = pollMs.busy
  #askNow: () => void = () => undefined
  #cancelWake: (() => void) | undefined

  constructor(parts: DownParts) {
    this.#parts = parts
    this.#loop = new DownLoop(parts)
  }

  run(): Promise<void> {
    return this.#loop.run(() => this.#ask())
  }

  wake(): void {
    this.#delayMs = pollMs.busy
    this.#cancelWake ??= this.#parts.clock.after(pollMs.busy, () => {
      this.#cancelWake = undefined
      this.#askNow()
    })
  }

  onPromised(last: number): void {
    if (last > this.#parts.received()) this.#askNow()
  }

  stop(): void {
    this.#loop.stop()
    this.#cancelWake?.()
  }

  async #ask(): Promise<void> {
    const envelope = await this.#loop.ask('at-once')
    this.#loop.take(envelope)
    const isMore = this.#parts.received() < envelope.last
    if (isMore || this.#loop.signal.aborted) return
    const isNews = envelope.messages.length > 0
    this.#delayMs = isNews ? pollMs.busy : Math.min(this.#delayMs * slackening, pollMs.idle)
    const rest = this.#loop.pause(this.#parts.isVisible() ? this.#delayMs : pollMs.hidden)
    this.#askNow = rest.end
    await rest.ended
  }
}
