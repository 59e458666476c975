import { randomBytes } from 'node:crypto'
import type { TimerWheel } from '../timer-wheel.ts'
import { Visit, type VisitLimits } from './visit.ts'

/** One end of a visit is told to whoever asks for so long: longer than any client of ours waits between two requests. */
const memoryMs = 60_000

type Known = { readonly documentId: string; readonly visit: Visit }

/** Every visit of this process, by the key that its client shows with each request. */
export class Visits {
  private readonly byKey = new Map<string, Known>()
  private open = 0

  constructor(
    private readonly wheel: TimerWheel,
    private readonly limits: VisitLimits,
  ) {}

  /** Those that are not over. */
  get count(): number {
    return this.open
  }

  /** The key is 256 random bits, shown to one client, and opens what that client's ticket opened. */
  create(documentId: string): { readonly key: string; readonly visit: Visit } {
    const key = randomBytes(32).toString('base64url')
    const visit = new Visit(this.limits, () => {
      this.open--
      this.wheel.after(memoryMs, () => void this.byKey.delete(key))
    })
    this.open++
    this.byKey.set(key, { documentId, visit })
    return { key, visit }
  }

  /** Undefined also where the key is of another document. */
  find(documentId: string, key: string): Visit | undefined {
    const known = this.byKey.get(key)
    return known?.documentId === documentId ? known.visit : undefined
  }
}
