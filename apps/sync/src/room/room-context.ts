import type { CloseName } from '@duplex/protocol'
import type { SpreadPresence, SpreadRow } from '../bus/bus-message.ts'
import type { Clock } from '../clock.ts'
import type { Settings } from '../config/config.ts'
import type { Store } from '../store/store.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { Differ } from './differences.ts'
import type { Following } from './followed.ts'
import type { Turns } from './turns.ts'

/** Tells the rooms that the same document has at other nodes. */
export type RoomRelay = {
  /** Whether others may have stored something that this node has not heard of. */
  readonly mayHaveOthers: boolean
  /** The room has been told how far the log goes by now; false where the database is away. */
  look(documentId: string): Promise<boolean>
  committed(documentId: string, row: SpreadRow): void
  /** `isAll`: nobody else of this node is in the document. */
  present(documentId: string, entries: readonly SpreadPresence[], isAll: boolean): void
}

/** What all rooms of a process stand on, and whom they tell. */
export type RoomContext = {
  readonly store: Store
  readonly queue: ByteBudget
  readonly wheel: TimerWheel
  readonly settings: Settings
  readonly clock: Clock
  readonly turns: Turns
  readonly diff: Differ
  readonly relay: RoomRelay
  readonly paths: Following
  random(): number
  /** The room ended itself; `cause` where that is no news about the document. */
  onEnded(room: { readonly documentId: string }, close: CloseName, cause?: unknown): void
  /** An update that passed every check made Yjs throw. */
  onPoison(documentId: string, cause: Error, authorId: string | undefined): void
  /** A window was stored, of so many updates; `bytes`: what they are together. */
  onStored(updates: number, bytes: number): void
  onPresenceSent(): void
}
