const everyMs = 250

/** Asks web for something all the time, and counts what it should never say. */
export class WebWatch {
  asked = 0
  /** Statuses from 500 on, and connections that failed. */
  readonly faults: string[] = []
  readonly #url: string
  #timer: NodeJS.Timeout | undefined

  constructor(url: string) {
    this.#url = url
  }

  start(): void {
    this.#timer = setInterval(() => void this.#ask(), everyMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  note(status: number, what: string): void {
    this.asked++
    if (status >= 500) this.faults.push(`${what} ${status}`)
  }

  async #ask(): Promise<void> {
    await fetch(`${this.#url}/api/v1/readyz`).then(
      async (answer) => {
        await answer.arrayBuffer()
        this.note(answer.status, 'readyz')
      },
      (error: Error) => this.faults.push(error.message),
    )
  }
}
