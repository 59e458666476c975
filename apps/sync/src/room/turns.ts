/** Work in steps, each of which is short. Whoever stops in the middle calls `return`. */
export type Steps<T> = Generator<undefined, T>

/**
 * Long work beside everything else that a process does: one step of one piece of work with each turn of the event
 * loop, whoever else works, so that no number of documents holds up the others.
 */
export class Turns {
  private readonly waiting: (() => void)[] = []
  private isDue = false

  /**
   * Runs the first step at once, and answers with the result where that was all. Undefined: it was not wanted any more.
   * Throws, or rejects with, what a step throws.
   */
  run<T>(steps: Steps<T>, isWanted: () => boolean): T | Promise<T | undefined> {
    const first = steps.next()
    return first.done ? first.value : this.finish(steps, isWanted)
  }

  private finish<T>(steps: Steps<T>, isWanted: () => boolean): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const step = () => {
        try {
          const next = isWanted() ? steps.next() : steps.return(undefined as never)
          if (next.done) resolve(next.value)
          else this.enqueue(step)
        } catch (error) {
          reject(error)
        }
      }
      this.enqueue(step)
    })
  }

  private enqueue(step: () => void): void {
    this.waiting.push(step)
    this.schedule()
  }

  private schedule(): void {
    if (this.isDue || this.waiting.length === 0) return
    this.isDue = true
    setImmediate(() => {
      this.isDue = false
      this.waiting.shift()?.()
      this.schedule()
    })
  }
}

/** All steps, one behind the other. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const next = steps.next()
    if (next.done) return next.value
  }
}
