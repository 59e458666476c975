import type { Cancel } from '../clock.ts'
import type { StoredDocument } from '../store/store.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import type { DocumentFacts } from './document-facts.ts'
import { type Applicable, type Applied, LiveDocument } from './live-document.ts'
import { QuietDocument } from './quiet-document.ts'
import { isDeletion } from './update-check.ts'
import type { UpdateScan } from './update-scan.ts'

export type RoomDocumentContext = {
  readonly wheel: TimerWheel
  /** A document that nobody wrote in for so long becomes bytes. */
  readonly quietAfterMs: number
  /** ms on a clock that never jumps. */
  elapsed(): number
  /** The document is what is committed. */
  isFlushed(): boolean
  /** Updates that make the committed document, held for newcomers anyway; undefined where that is not so now. */
  committed(): readonly Uint8Array[] | undefined
  /** The document cannot be read again. */
  onLost(cause: Error): void
}

type Content = Pick<StoredDocument, 'snapshot' | 'updates'>

/**
 * The document of a room: live while it is written, bytes once it is quiet (C3), live again with the next update. A
 * live document takes about ten times the memory of its bytes. Both forms answer alike.
 */
export class RoomDocument {
  /** Undefined from `discard` to `replace`. */
  private form: LiveDocument | QuietDocument | undefined
  private usedAt: number
  private cancelWatch: Cancel | undefined

  constructor(
    content: Content,
    private readonly context: RoomDocumentContext,
  ) {
    this.form = new LiveDocument(content)
    this.usedAt = context.elapsed()
    this.watch(context.quietAfterMs)
  }

  get isLive(): boolean {
    return this.form instanceof LiveDocument
  }

  /** Nothing of what is stored waits for something that is missing. */
  get isWhole(): boolean {
    return !(this.form instanceof LiveDocument) || this.form.isWhole
  }

  /** It is what was stored and applied. Where not, all that asks for its content throws. */
  get isReadable(): boolean {
    return this.form !== undefined
  }

  get facts(): DocumentFacts {
    return this.present
  }

  /** What a client with this state vector lacks; all deletions are in it, because a state vector does not tell them. */
  encodeSince(stateVector: Uint8Array): Uint8Array {
    return this.wake().encodeSince(stateVector)
  }

  /** Whether all that the update would do is to delete format marks. */
  isTidying(scan: UpdateScan): boolean {
    return isDeletion(scan) && this.wake().isTidying(scan)
  }

  /** Applies checked updates in one transaction. Throws PoisonError. */
  apply(updates: readonly Applicable[]): Applied {
    return this.wake().apply(updates)
  }

  /** What was applied must not be read: it cannot be stored, or broke in the middle. */
  discard(): void {
    this.become(undefined)
  }

  /** What was applied is forgotten: the document is what is stored. */
  replace(content: Content): void {
    this.become(new LiveDocument(content))
    this.use()
  }

  destroy(): void {
    this.cancelWatch?.()
    if (this.form instanceof LiveDocument) this.form.destroy()
  }

  private become(form: LiveDocument | QuietDocument | undefined): void {
    if (this.form instanceof LiveDocument) this.form.destroy()
    this.form = form
  }

  private get present(): LiveDocument | QuietDocument {
    if (!this.form) throw new Error('the document is being built anew')
    return this.form
  }

  private wake(): LiveDocument {
    const { present } = this
    const live = present instanceof LiveDocument ? present : this.revive(present)
    this.use()
    return live
  }

  private revive(quiet: QuietDocument): LiveDocument {
    const live = new LiveDocument({ updates: this.context.committed() ?? [] })
    if (!live.isWhole || Buffer.compare(live.digest, quiet.digest) !== 0) {
      const cause = new Error('a quiet document woke up as another one')
      this.context.onLost(cause)
      throw cause
    }
    this.become(live)
    return live
  }

  private use(): void {
    this.usedAt = this.context.elapsed()
    if (!this.cancelWatch) this.watch(this.context.quietAfterMs)
  }

  private watch(delayMs: number): void {
    this.cancelWatch = this.context.wheel.after(delayMs, () => {
      this.cancelWatch = undefined
      this.rest()
    })
  }

  private rest(): void {
    const { quietAfterMs } = this.context
    const busyMs = this.usedAt + quietAfterMs - this.context.elapsed()
    if (busyMs > 0) this.watch(busyMs)
    else if (!this.isWhole || !this.context.isFlushed() || !this.context.committed()) this.watch(quietAfterMs)
    else this.become(new QuietDocument(this.present))
  }
}
