import type { CloseName, Notice, UntimedClose } from '@duplex/protocol'

/** Who is at a connection, as its ticket says. `color` is what carets are painted in. */
export type Person = { readonly id: string; readonly name: string; readonly color: string }

/** What a room knows of a connection. */
export type Member = {
  readonly person: Person
  /** It understands messages of 100 and above. */
  readonly isExtended: boolean
  /** One whole protocol message. */
  send(message: Uint8Array): void
  tell(notice: Notice): void
  /** The connection's sync messages up to number `upTo` are committed; everything up to `seq` was sent before. */
  onStored(upTo: number, seq: number): void
  /** A commit takes long: the connection may say what was received meanwhile. */
  onWaiting(): void
  /** Something that was received is not held any more, and not stored: it has to come again. */
  onDropped(): void
  end(close: UntimedClose): void
  /** `reason`: words for the client, and the time where the code promises one. */
  end(close: CloseName, reason: string): void
}
