/** What to do after two digests were compared. */
export type CheckOutcome =
  | 'same'
  /** Ask for what is missing on the open connection. */
  | 'ask'
  /** Asking did not help: connect again, which also sends what the server is missing. */
  | 'reconnect'
  /** Connecting again did not help either. */
  | 'diverged'
  /** An answer is on its way; this digest says nothing yet. */
  | 'pending'

type Stage = 'trusted' | 'asked' | 'answered' | 'reconnected' | 'diverged'

/** Compares this replica with the server's, and escalates one step at a time. A match at any stage restores trust. */
export class ReplicaCheck {
  #stage: Stage = 'trusted'

  get isDiverged(): boolean {
    return this.#stage === 'diverged'
  }

  /** Whether the server was asked for what is missing and has not answered. */
  get awaitsAnswer(): boolean {
    return this.#stage === 'asked'
  }

  compare(ours: Uint8Array, theirs: Uint8Array): CheckOutcome {
    if (this.#stage === 'asked') return 'pending'
    if (ours.length === theirs.length && ours.every((byte, i) => byte === theirs[i])) {
      this.#stage = 'trusted'
      return 'same'
    }
    if (this.#stage === 'trusted') {
      this.#stage = 'asked'
      return 'ask'
    }
    if (this.#stage === 'answered') {
      this.#stage = 'reconnected'
      return 'reconnect'
    }
    this.#stage = 'diverged'
    return 'diverged'
  }

  /** The server's step 2 arrived. */
  recordAnswer(): void {
    if (this.#stage === 'asked') this.#stage = 'answered'
  }

  startConnection(): void {
    if (this.#stage === 'asked' || this.#stage === 'answered') this.#stage = 'reconnected'
  }
}
