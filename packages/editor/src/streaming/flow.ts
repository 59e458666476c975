/** Text on its way into blocks of a document. */
export type Flow = {
  /** Writes on. `text` has `\n` for every line ending, and may end anywhere. */
  write(text: string): void
  /** Somebody deleted where the writing was: what comes goes into a new block behind. */
  moveOn(): void
}
