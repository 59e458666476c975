/** Time as the connection sees it; tests step their own. */
export type Clock = {
  /** ms since 1970. */
  now(): number
  /** Calls `run` once after `delayMs`; the returned function prevents that. */
  after(delayMs: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
