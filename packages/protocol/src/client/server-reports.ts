import { encodeInspect, type InspectWish, type WireReport } from '../inspection.ts'

/** What the server is asked to tell of the connection to it, as rule W7 says, and what it tells. */
export class ServerReports {
  readonly #send: (message: Uint8Array) => void
  readonly #listeners = new Set<(report: WireReport) => void>()
  #isOn = false
  #isGreeted = false

  constructor(send: (message: Uint8Array) => void) {
    this.#send = send
  }

  /** `on` holds for the connections that follow as well, until `off`. What is asked of no connection is not answered. */
  ask(wish: InspectWish): void {
    const wasOn = this.#isOn
    if (wish !== 'totals') this.#isOn = wish === 'on'
    const isNews = wish === 'totals' || wasOn !== this.#isOn
    if (this.#isGreeted && isNews) this.#send(encodeInspect(wish))
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (report: WireReport) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  onHello(): void {
    this.#isGreeted = true
    if (this.#isOn) this.#send(encodeInspect('on'))
  }

  onReport(report: WireReport): void {
    for (const listener of [...this.#listeners]) listener(report)
  }

  /** The connection is over. */
  stop(): void {
    this.#isGreeted = false
  }
}
