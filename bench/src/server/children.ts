import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Processes that this one has started, and that must not outlive it. */
export class Children {
  readonly #running = new Set<ChildProcess>()
  #hasEnded = false

  /** Answers with the process that it is given. */
  adopt<T extends ChildProcess>(child: T): T {
    if (this.#hasEnded) child.kill('SIGKILL')
    this.#running.add(child)
    child.once('exit', () => this.#running.delete(child))
    return child
  }

  /** Resolves when all are gone. Whoever is adopted later ends at once. */
  async end(): Promise<void> {
    this.#hasEnded = true
    const exits = [...this.#running].map((child) => once(child, 'exit'))
    for (const child of this.#running) child.kill('SIGKILL')
    await Promise.all(exits)
  }
}
