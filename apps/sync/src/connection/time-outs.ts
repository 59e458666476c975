import { Overload } from '../overload.ts'

const timeOutMs = 60_000

/** People who cost everybody else seconds a moment ago. They may come back later, to whatever document. */
export class TimeOuts {
  /** User -> when it is over, by `elapsed`; in the order in which they end. */
  private readonly ends = new Map<string, number>()

  /** `elapsed`: ms on a clock that never jumps. */
  constructor(private readonly elapsed: () => number) {}

  add(userId: string): void {
    this.ends.delete(userId)
    this.ends.set(userId, this.elapsed() + timeOutMs)
  }

  /** Throws an Overload while somebody is kept away. */
  check(userId: string): void {
    const now = this.elapsed()
    for (const [user, end] of this.ends) {
      if (end > now) break
      this.ends.delete(user)
    }
    const end = this.ends.get(userId)
    if (end !== undefined) throw new Overload('timeOut', end - now)
  }
}
