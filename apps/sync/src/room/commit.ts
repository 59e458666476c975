import type { Followed } from './followed.ts'
import type { Member } from './member.ts'
import type { Window } from './window.ts'

/** A window that is stored now. */
export type Commit = {
  readonly window: Window
  /** What other nodes stored before it. */
  readonly foreign: Uint8Array | undefined
  /** Those of what other nodes stored that they follow. */
  readonly heard: readonly Followed[]
  /** The window as one update, as it is stored; undefined where it changed nothing. */
  readonly update: Uint8Array | undefined
  readonly followed?: Followed
  /** Those of whom something is in it. */
  readonly authors: ReadonlySet<Member>
  readonly seq: number
}
