/** Takes the time of things that arrive in the order in which they began. */
export class Stopwatch {
  readonly #beganAt: number[] = []
  #arrived = 0
  #measuredMs: number[] = []

  /** Times in ms, in order of arrival. */
  get measuredMs(): readonly number[] {
    return this.#measuredMs
  }

  /** How many have begun and not arrived. */
  get pending(): number {
    return this.#beganAt.length - this.#arrived
  }

  begin(): void {
    this.#beganAt.push(performance.now())
  }

  /** ms since the one of that index, from 0, began. */
  since(index: number): number {
    return performance.now() - (this.#beganAt[index] ?? Number.NaN)
  }

  /** The first `count` have arrived, those that had arrived before included. */
  arrive(count: number): void {
    const now = performance.now()
    const arrived = Math.min(count, this.#beganAt.length)
    while (this.#arrived < arrived) this.#measuredMs.push(now - (this.#beganAt[this.#arrived++] ?? now))
  }

  /** Drops what was measured, as after a warm-up. */
  forget(): void {
    this.#measuredMs = []
  }
}

/** The time within which `share` (0 to 1) of all arrived. */
export function percentile(measuredMs: readonly number[], share: number): number {
  const sorted = measuredMs.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
