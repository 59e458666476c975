import type { Snapshot } from '../store/store.ts'

export type SnapshotDemandContext = {
  /** Asks the store for one, in its own time. Undefined: none was made. Never rejects. */
  request(): Promise<Snapshot | undefined>
  /** `logBytes`: of the rows behind it, or of some more. */
  onSnapshot(snapshot: Snapshot, logBytes: number): void
  /** ms on a clock that never jumps. */
  elapsed(): number
}

/** ms from one that was not made to the next request: the store has tried for seconds. Doubled from failure to failure. */
const pauseMs = { first: 10_000, longest: 600_000 } as const

/**
 * When a room asks for a snapshot of its document: where enough followed the newest one that was made, none is on its
 * way, and the last failure is a while ago. It has no timer: a room looks with each commit, and while it is live
 * although nobody writes.
 */
export class SnapshotDemand {
  private isAsked = false
  private failures = 0
  private notBefore = Number.NEGATIVE_INFINITY

  /** `seq`: of the newest snapshot, 0 where there is none. `logBytes`: of the rows behind it. */
  constructor(
    private seq: number,
    private logBytes: number,
    private readonly context: SnapshotDemandContext,
  ) {}

  /** So many bytes of log followed. */
  grow(bytes: number): void {
    this.logBytes += bytes
  }

  /** Asks where the log up to `newest` has so many rows, or so many bytes, that the newest snapshot lacks. */
  ask(newest: number, due: { readonly rows: number; readonly bytes?: number }): void {
    const rows = newest - this.seq
    const isDue = rows >= due.rows || (rows > 0 && this.logBytes >= (due.bytes ?? Number.POSITIVE_INFINITY))
    if (!isDue || this.isAsked || this.context.elapsed() < this.notBefore) return
    this.isAsked = true
    const { logBytes } = this
    // Its turn may come long after the room is closed, and must not keep the document in memory.
    const asking = new WeakRef(this)
    void this.context.request().then((snapshot) => asking.deref()?.settle(snapshot, logBytes))
  }

  /** What counts is what was made: one that was under way already can lack the newest rows. */
  private settle(snapshot: Snapshot | undefined, logBytes: number): void {
    this.isAsked = false
    if (!snapshot) {
      const ms = Math.min(pauseMs.first * 2 ** this.failures++, pauseMs.longest)
      this.notBefore = this.context.elapsed() + ms
      return
    }
    this.failures = 0
    this.seq = Math.max(this.seq, snapshot.seq)
    this.logBytes -= logBytes
    this.context.onSnapshot(snapshot, this.logBytes)
  }
}
