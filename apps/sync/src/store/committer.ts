import type { Clock } from '../clock.ts'
import { waitAtMost } from '../deadline.ts'
import { Refusal } from '../refusal.ts'
import { backoffMs } from './backoff.ts'
import type { Appended, NewUpdate, StorageState } from './store.ts'

/** What became of an update; `quarantined`: nothing is written to its document. */
export type Written = Appended | 'quarantined'

export type CommitterContext = {
  readonly clock: Clock
  readonly statementTimeoutMs: number
  random(): number
  /** Commits the group in one statement, all or nothing: what became of each. */
  write(updates: readonly NewUpdate[]): Promise<readonly Written[]>
  /** Throws where the database cannot be reached. */
  probe(): Promise<unknown>
  onCommitted(group: { rows: number; bytes: number; ms: number }): void
  onFailed(cause: unknown, rows: number): void
  onState(state: StorageState): void
}

type Entry = {
  readonly update: NewUpdate
  readonly since: number
  resolve(written: Written): void
  reject(cause: unknown): void
}

/** One statement carries at most so much; the rest goes with the next. */
const maxGroupRows = 1_000
const maxGroupBytes = 16 * 1024 * 1024
/** What a claim costs the database, in bytes of an update. */
const claimBytes = 1_024
/** A statement that takes this long makes the storage degraded before it fails. */
const slowMs = 2_000
/** Statements at once for updates that go their own way. */
const lanes = 4
/** Connections that the committer can use at once: the lanes, and the group that goes on beside them. */
export const committerConnections = lanes + 1

/**
 * Commits the updates of all rooms. While one statement is on its way the next group gathers, so the busier a node,
 * the larger its groups, and a lone update waits for nothing.
 */
export class Committer {
  private waiting: Entry[] = []
  private readonly underWay = new Set<Entry>()
  private isRunning = false
  private isClosed = false
  private currentState: StorageState = 'healthy'

  constructor(private readonly context: CommitterContext) {}

  get state(): StorageState {
    return this.currentState
  }

  /** Age in ms of the oldest update that is not committed; 0 where there is none. */
  get lagMs(): number {
    const oldest = [...this.underWay, ...this.waiting.slice(0, 1)].map((entry) => entry.since)
    return oldest.length > 0 ? this.context.clock.elapsed() - Math.min(...oldest) : 0
  }

  append(update: NewUpdate): Promise<Written> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ update, since: this.context.clock.elapsed(), resolve, reject })
      if (this.isClosed) this.rejectAll()
      else if (!this.isRunning) void this.run()
    })
  }

  /** What waits is rejected; what is on its way may still be committed. */
  close(): void {
    this.isClosed = true
    this.rejectAll()
  }

  private async run(): Promise<void> {
    this.isRunning = true
    while (this.waiting.length > 0) {
      const group = this.takeGroup()
      for (const entry of group) this.underWay.add(entry)
      await this.commit(group)
    }
    this.isRunning = false
  }

  private takeGroup(): Entry[] {
    let bytes = 0
    let rows = 0
    for (const { update } of this.waiting) {
      bytes += update.bytes.length + claimBytes * update.claims.length
      if (rows === maxGroupRows || (rows > 0 && bytes > maxGroupBytes)) break
      rows++
    }
    return this.waiting.splice(0, rows)
  }

  /**
   * Tries until the group is committed. Where the database answers but the group fails again, or takes long to fail,
   * one of its documents is to blame (its row is locked, say): then each goes its own way, and the others wait no
   * longer for it.
   */
  private async commit(group: readonly Entry[]): Promise<void> {
    for (let attempt = 0; !this.isClosed; attempt++) {
      const startedAt = this.context.clock.elapsed()
      if (await this.tryOnce(group)) return
      const isSuspect = attempt > 0 || this.context.clock.elapsed() - startedAt > slowMs
      if (isSuspect && (await this.isReachable())) return void this.commitApart(group)
      await this.pause(attempt)
    }
  }

  private async commitApart(group: readonly Entry[]): Promise<void> {
    const rest = [...group]
    const lane = async () => {
      for (let entry = rest.shift(); entry && !this.isClosed; entry = rest.shift()) {
        if (!(await this.tryOnce([entry]))) void this.commitAlone(entry)
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  }

  private async commitAlone(entry: Entry): Promise<void> {
    for (let attempt = 1; !this.isClosed; attempt++) {
      await this.pause(attempt)
      if (await this.tryOnce([entry])) return
    }
  }

  private async tryOnce(group: readonly Entry[]): Promise<boolean> {
    const { clock, statementTimeoutMs, write, onCommitted, onFailed } = this.context
    const startedAt = clock.elapsed()
    const cancel = clock.after(slowMs, () => this.setState('degraded'))
    try {
      const results = await waitAtMost(clock, statementTimeoutMs, write(group.map((entry) => entry.update)))
      const bytes = group.reduce((sum, { update }) => sum + update.bytes.length, 0)
      onCommitted({ rows: group.length, bytes, ms: clock.elapsed() - startedAt })
      for (const [i, entry] of group.entries()) {
        this.underWay.delete(entry)
        entry.resolve(results[i] ?? 'gone')
      }
      if (this.underWay.size === 0) this.setState('healthy')
      return true
    } catch (cause) {
      onFailed(cause, group.length)
      this.setState('degraded')
      return false
    } finally {
      cancel()
    }
  }

  private async isReachable(): Promise<boolean> {
    try {
      await waitAtMost(this.context.clock, this.context.statementTimeoutMs, this.context.probe())
      return true
    } catch {
      return false
    }
  }

  private pause(attempt: number): Promise<void> {
    return new Promise((resolve) => this.context.clock.after(backoffMs(attempt, this.context.random), resolve))
  }

  private setState(state: StorageState): void {
    if (this.currentState === state || this.isClosed) return
    this.currentState = state
    this.context.onState(state)
  }

  private rejectAll(): void {
    const entries = [...this.underWay, ...this.waiting]
    this.underWay.clear()
    this.waiting = []
    for (const entry of entries) entry.reject(new Refusal('storageAway'))
  }
}
