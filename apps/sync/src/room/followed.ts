import { encodeTrace } from '@duplex/protocol'
import type { SpreadRow } from '../bus/bus-message.ts'
import type { Appended, NewUpdate } from '../store/store.ts'
import type { Member } from './member.ts'

/** An update that is followed on its way through this node, as far as a room has to do with it. */
export type Followed = {
  /** Everybody here is sent it now. 24 bytes for them to go on with, before it (106); undefined: nothing is recorded. */
  sending(): Uint8Array | undefined
  /** They have been. */
  sent(): void
}

/** One that is committed here. Call in this order. */
export type FollowedRow = Followed & {
  commit(append: () => Promise<Appended>): Promise<Appended>
  /** It is given to the other nodes now. Answers with what its row says of that. */
  published(): Pick<SpreadRow, 'isFollowed' | 'trace'>
}

/** A client named the trace of its update, in 24 bytes (106). `cameAt`: when the update came, in ms that never jump. */
export type NamedTrace = { readonly trace: Uint8Array; readonly cameAt: number }

/** Chooses what is followed. Undefined: this one is not. */
export type Following = {
  /** A window begins its commit. `named`: by the first of its updates of which a client said so. */
  follow(update: NewUpdate, named: NamedTrace | undefined): FollowedRow | undefined
  /** A row of another node was heard of. */
  hear(documentId: string, row: SpreadRow): Followed | undefined
}

/** Says which trace the update belongs to that is sent next. Several rows in one update: that of the first. */
export function tellTrace(followed: readonly Followed[], readers: Iterable<Member>, except: Member | undefined): void {
  const [trace] = followed.flatMap((one) => one.sending() ?? [])
  if (!trace) return
  const message = encodeTrace(trace)
  for (const reader of readers) if (reader.isExtended && reader !== except) reader.send(message)
}
