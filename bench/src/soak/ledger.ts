/** Words occur once: each is typed at most once, and deleted at most once. */
export type Edit = { readonly kind: 'typed' | 'deleted'; readonly word: string }

/** The edits of one document that somebody relies on, because they were told or shown. */
export class Ledger {
  /** Edits that were promised, each counted once. */
  checked = 0
  /** Edits that were promised and are gone, each counted once. */
  lost = 0
  readonly #promised = { typed: new Set<string>(), deleted: new Set<string>() }
  /** Words whose author took them away: to find them gone is no loss, whatever the author was told. */
  readonly #taken = new Set<string>()
  readonly #counted = new Set<string>()

  /** `made`: everything that an author did, promised or not. */
  enter(made: readonly Edit[], promised: readonly Edit[]): void {
    for (const { kind, word } of made) if (kind === 'deleted') this.#taken.add(word)
    for (const edit of promised) this.#promise(edit)
  }

  /** Whether a document of these words keeps every promise. */
  isKeptBy(words: ReadonlySet<string>): boolean {
    return this.#brokenBy(words).length === 0
  }

  /** Counts what a document of these words has lost. A loss is expected to stay one. */
  settle(words: ReadonlySet<string>): void {
    const broken = this.#brokenBy(words)
    for (const { kind, word } of broken) this.#promised[kind].delete(word)
    this.lost += broken.length
  }

  #promise({ kind, word }: Edit): void {
    const key = `${kind} ${word}`
    if (this.#counted.has(key)) return
    this.#counted.add(key)
    this.#promised[kind].add(word)
    this.checked++
  }

  #brokenBy(words: ReadonlySet<string>): Edit[] {
    const missing = [...this.#promised.typed].filter((word) => !words.has(word) && !this.#taken.has(word))
    const back = [...this.#promised.deleted].filter((word) => words.has(word))
    return [
      ...missing.map((word) => ({ kind: 'typed', word }) as const),
      ...back.map((word) => ({ kind: 'deleted', word }) as const),
    ]
  }
}
