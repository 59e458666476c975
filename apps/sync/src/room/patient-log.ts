import { Overload } from '../overload.ts'
import { Refusal } from '../refusal.ts'
import { backoffMs } from '../store/backoff.ts'
import type { LoadedDocument, Store } from '../store/store.ts'
import type { TimerWheel } from '../timer-wheel.ts'

export type PatientLogContext = {
  readonly store: Store
  readonly wheel: TimerWheel
  random(): number
  /** Somebody still waits for the answer. */
  isWanted(): boolean
}

/**
 * A document's log for a room that has to read it before it can go on. While the store is away or busy it is asked
 * again after growing pauses: the room holds what nobody else does, and to end it would bring all its people back at
 * once, to the same store. Throws what no pause mends, and anything once the answer is not wanted any more.
 */
export class PatientLog {
  constructor(
    private readonly documentId: string,
    private readonly context: PatientLogContext,
  ) {}

  /** Undefined: there is no such document any more. */
  load(): Promise<LoadedDocument | undefined> {
    return this.ask((store) => store.load(this.documentId))
  }

  readClaims(): Promise<ReadonlyMap<number, string>> {
    return this.ask((store) => store.readClaims(this.documentId))
  }

  /** The updates after `from` and before `to`, as far as there are such. */
  async readBetween(from: number, to: number): Promise<Uint8Array[]> {
    const count = to - from - 1
    if (count <= 0) return []
    const rows = await this.ask((store) => store.readAfter(this.documentId, from, count))
    return rows.map((row) => row.bytes)
  }

  private async ask<T>(question: (store: Store) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await question(this.context.store)
      } catch (error) {
        const pauseMs = this.pauseMs(error, attempt)
        if (pauseMs === undefined) throw error
        await new Promise<void>((resolve) => this.context.wheel.after(pauseMs, resolve))
        if (!this.context.isWanted()) throw error
      }
    }
  }

  private pauseMs(error: unknown, attempt: number): number | undefined {
    if (error instanceof Overload) return error.retryMs
    const isAway = error instanceof Refusal && error.close === 'storageAway'
    return isAway ? backoffMs(attempt, this.context.random) : undefined
  }
}
