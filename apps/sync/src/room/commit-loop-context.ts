import type { CloseName } from '@duplex/protocol'
import type { SpreadRow } from '../bus/bus-message.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { Commit } from './commit.ts'
import type { Following } from './followed.ts'
import type { PoisonError } from './live-document.ts'
import type { Pace } from './pace.ts'
import type { RoomDocument } from './room-document.ts'
import type { Turns } from './turns.ts'

/** What a document's way to the store stands on, and whom it tells. */
export type CommitLoopContext = {
  readonly store: Store
  readonly document: RoomDocument
  readonly queue: ByteBudget
  readonly wheel: TimerWheel
  readonly clock: Clock
  readonly pace: Pace
  readonly turns: Turns
  readonly paths: Following
  random(): number
  /** A row is stored, and others may know of it before this room has what other nodes stored before it. */
  onAppended(row: SpreadRow): void
  /** Everything that may be sent because it is stored now. Runs at a boundary. */
  onCommitted(commit: Commit): void
  /** A commit, or waking, takes long. Repeated while it does. */
  onStalled(): void
  /** The document cannot be kept open. Nothing of what waits is stored. */
  onFailed(close: CloseName, cause?: unknown): void
  /** An update passed every check and could not be applied; its author is ended. */
  onPoison(cause: PoisonError, authorId: string | undefined): void
}
