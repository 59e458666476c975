/** ms since the beginning of the run, everywhere in here. */
type Delivery = { readonly reader: number; readonly sentAt: number; readonly at: number }
type Cut = { readonly fromMs: number; readonly untilMs: number }

/** When each edit was written, and when each reader had it: one page, one clock. */
export class Stopwatch {
  readonly #cut: Cut | undefined
  readonly #sentAt: number[] = []
  readonly #seen: number[]
  readonly #recoveredAt: (number | undefined)[]
  readonly #deliveries: Delivery[] = []

  constructor(readers: number, cut: Cut | undefined) {
    this.#cut = cut
    this.#seen = new Array(readers).fill(0)
    this.#recoveredAt = new Array(readers).fill(undefined)
  }

  get written(): number {
    return this.#sentAt.length
  }

  get delivered(): number {
    return this.#deliveries.length
  }

  wrote(at: number): void {
    this.#sentAt.push(at)
  }

  /** `reader` has so many edits by now. False where none of them is new. */
  arrived(reader: number, edits: number, at: number): boolean {
    const seen = this.#seen[reader] ?? 0
    if (edits <= seen) return false
    this.#seen[reader] = edits
    if (this.#cut !== undefined && at >= this.#cut.untilMs) this.#recoveredAt[reader] ??= at
    for (const sentAt of this.#sentAt.slice(seen, edits)) this.#deliveries.push({ reader, sentAt, at })
    return true
  }

  /** Latencies of what no cut held up; where `second` is given, of what arrived in that second. */
  latencies(second?: number): number[] {
    return this.#deliveries
      .filter(
        (delivery) => !this.#isHeldUp(delivery) && (second === undefined || Math.floor(delivery.at / 1_000) === second),
      )
      .map(({ sentAt, at }) => at - sentAt)
  }

  /** From the end of the cut until the last of the readers heard something again; undefined before. */
  get recoveryMs(): number | undefined {
    const { untilMs } = this.#cut ?? {}
    if (untilMs === undefined || this.#recoveredAt.length === 0) return undefined
    const late = this.#recoveredAt.map((at) => (at ?? Number.POSITIVE_INFINITY) - untilMs)
    const slowest = Math.max(...late)
    return Number.isFinite(slowest) ? slowest : undefined
  }

  #isHeldUp({ reader, sentAt, at }: Delivery): boolean {
    if (this.#cut === undefined || at < this.#cut.fromMs) return false
    const recoveredAt = this.#recoveredAt[reader]
    return recoveredAt === undefined || sentAt < recoveredAt
  }
}
