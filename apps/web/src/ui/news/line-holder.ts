/** Decides which tab of a browser holds the line. */
export type LineHolder = {
  /** Takes the line from a tab that does not answer. */
  claim(): void
  close(): void
}

/**
 * Calls `hold` when this tab is to hold the line called `name`; what it returns lets go of it. Of all tabs, one holds it:
 * Web Locks hand it on when that tab closes or crashes, in every browser that we support. A SharedWorker would do
 * without choosing, but phones do not have it everywhere. Browsers give locks to pages with https and on this machine;
 * elsewhere each tab that somebody can see has a line of its own.
 */
export function holdLine(name: string, hold: () => () => void): LineHolder {
  return 'locks' in navigator ? new LockHolder(name, hold) : holdWhileVisible(hold)
}

class LockHolder implements LineHolder {
  readonly #name: string
  readonly #hold: () => () => void
  readonly #closing = new AbortController()
  readonly #closed: Promise<void>
  #isHeld = false

  constructor(name: string, hold: () => () => void) {
    this.#name = name
    this.#hold = hold
    const { signal } = this.#closing
    this.#closed = new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
    void this.#queue()
  }

  claim(): void {
    if (!this.#isHeld && !this.#closing.signal.aborted) void this.#request({ steal: true })
  }

  close(): void {
    this.#closing.abort()
  }

  async #queue(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) await this.#request({ signal })
  }

  /** Resolves when the line is let go of, or another tab took it. */
  async #request(options: LockOptions): Promise<void> {
    let letGo: () => void = () => undefined
    const whileHeld = () => {
      this.#isHeld = true
      letGo = this.#hold()
      return this.#closed
    }
    try {
      await navigator.locks.request(this.#name, options, whileHeld)
    } catch (error) {
      // Stolen, or closed before it was ever held.
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
    } finally {
      this.#isHeld = false
      letGo()
    }
  }
}

function holdWhileVisible(hold: () => () => void): LineHolder {
  const ending = new AbortController()
  let letGo: (() => void) | undefined
  const update = () => {
    const isWanted = document.visibilityState === 'visible' && !ending.signal.aborted
    if (isWanted) letGo ??= hold()
    else letGo?.()
    if (!isWanted) letGo = undefined
  }
  document.addEventListener('visibilitychange', update, { signal: ending.signal })
  update()
  return {
    claim: update,
    close: () => {
      ending.abort()
      update()
    },
  }
}
