import type { WireRow } from './wire-row.ts'

/** Rows that are kept: the oldest gives way. */
const maxRows = 2_000

/** `Omit` for each kind of row by itself. */
type Unnumbered<Row> = Row extends WireRow ? Omit<Row, 'id'> : never

/** The newest rows, each of which may still change, in order of time. */
export class RowStore {
  readonly #rows = new Map<number, WireRow>()
  readonly #ids = new Map<string, number>()
  readonly #keys = new Map<number, string>()
  #newestId = 0
  #sorted: readonly WireRow[] | undefined

  /** `key`: under which the row is found again, where it is. */
  add(row: Unnumbered<WireRow>, key?: string): number {
    const id = ++this.#newestId
    this.#sorted = undefined
    this.#rows.set(id, { ...row, id } as WireRow)
    if (key !== undefined) {
      this.#ids.set(key, id)
      this.#keys.set(id, key)
    }
    const [oldest] = this.#rows.keys()
    if (this.#rows.size > maxRows && oldest !== undefined) this.#drop(oldest)
    return id
  }

  find(key: string): WireRow | undefined {
    const id = this.#ids.get(key)
    return id === undefined ? undefined : this.#rows.get(id)
  }

  get(id: number): WireRow | undefined {
    return this.#rows.get(id)
  }

  replace(row: WireRow): void {
    if (!this.#rows.has(row.id)) return
    this.#sorted = undefined
    this.#rows.set(row.id, row)
  }

  /** Newest first, as they came. */
  *newest(): Generator<WireRow> {
    for (const row of [...this.#rows.values()].reverse()) yield row
  }

  /** Oldest first. */
  all(): readonly WireRow[] {
    this.#sorted ??= [...this.#rows.values()].sort((a, b) => a.at - b.at || a.id - b.id)
    return this.#sorted
  }

  clear(): void {
    for (const id of [...this.#rows.keys()]) this.#drop(id)
    this.#sorted = undefined
  }

  #drop(id: number): void {
    this.#rows.delete(id)
    const key = this.#keys.get(id)
    this.#keys.delete(id)
    if (key !== undefined) this.#ids.delete(key)
  }
}
