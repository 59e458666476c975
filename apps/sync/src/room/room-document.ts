import type { Cancel } from '../clock.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import type { DocumentFacts } from './document-facts.ts'
import { readLive } from './document-reading.ts'
import { type Applicable, type Applied, LiveDocument } from './live-document.ts'
import { LostDocumentError } from './lost-document-error.ts'
import { QuietDocument } from './quiet-document.ts'
import type { Turns } from './turns.ts'
import { isDeletion } from './update-check.ts'
import type { UpdateScan } from './update-scan.ts'

export type RoomDocumentContext = {
  readonly wheel: TimerWheel
  readonly turns: Pick<Turns, 'run'>
  /** A document that nobody wrote in for so long becomes bytes. */
  readonly quietAfterMs: number
  /** ms on a clock that never jumps. */
  elapsed(): number
  /** The document is what is committed. */
  isFlushed(): boolean
  /** Updates that make the committed document, held for newcomers anyway; undefined where that is not so now. */
  committed(): readonly Uint8Array[] | undefined
  /** The document cannot be read again. */
  onLost(cause: LostDocumentError): void
}

/**
 * The document of a room: live while it is written, bytes before that and once it is quiet (C3). A live document takes
 * about ten times the memory of its bytes. Both forms answer alike; what only the live one can tell throws while the
 * document wakes, of which nothing is to be seen until it is done.
 */
export class RoomDocument {
  private waking: Promise<void> | undefined
  private usedAt = 0
  private cancelWatch: Cancel | undefined
  private isOver = false

  constructor(
    /** Undefined from `discard` to `replace`. */
    private form: LiveDocument | QuietDocument | undefined,
    private readonly context: RoomDocumentContext,
  ) {
    if (this.isLive) this.use()
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

  /**
   * Makes it live where it is not: a small document at once, one that takes more than a step between other work.
   * Undefined: it is live now. The promise never rejects, and tells nothing of how that went.
   */
  wake(): Promise<void> | undefined {
    const { present } = this
    if (present instanceof QuietDocument) return this.waking ?? this.revive(present)
    this.use()
    return undefined
  }

  /** What a client with this state vector lacks; all deletions are in it, because a state vector does not tell them. */
  encodeSince(stateVector: Uint8Array): Uint8Array {
    return this.live.encodeSince(stateVector)
  }

  /** Whether all that the update would do is to delete format marks. */
  isTidying(scan: UpdateScan): boolean {
    return isDeletion(scan) && this.live.isTidying(scan)
  }

  /** Applies checked updates in one transaction. Throws PoisonError. */
  apply(updates: readonly Applicable[]): Applied {
    return this.live.apply(updates)
  }

  /** What was applied must not be read: it cannot be stored, or broke in the middle. */
  discard(): void {
    this.become(undefined)
  }

  /** What was applied is forgotten: the document is what is stored. */
  replace(stored: LiveDocument): void {
    this.become(stored)
    this.use()
  }

  destroy(): void {
    this.isOver = true
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

  private get live(): LiveDocument {
    void this.wake()
    if (this.form instanceof LiveDocument) return this.form
    throw new Error('the document is not live')
  }

  /** Nobody sees the live document before it is whole, and the one that it was. */
  private revive(quiet: QuietDocument): Promise<void> | undefined {
    const isWanted = () => this.form === quiet && !this.isOver
    try {
      const live = this.context.turns.run(readLive(this.context.committed() ?? []), isWanted)
      if (live instanceof LiveDocument) return this.settle(live, quiet)
      this.waking = live
        .then((read) => {
          if (isWanted() && read) this.settle(read, quiet)
          else read?.destroy()
        })
        .catch((cause: unknown) => this.context.onLost(toLost(cause)))
        .then(() => {
          this.waking = undefined
        })
    } catch (cause) {
      this.context.onLost(toLost(cause))
      return Promise.resolve()
    }
    return this.waking
  }

  private settle(live: LiveDocument, quiet: QuietDocument): undefined {
    if (!live.isWhole || Buffer.compare(live.digest, quiet.digest) !== 0) {
      live.destroy()
      throw new LostDocumentError()
    }
    this.become(live)
    this.use()
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

function toLost(cause: unknown): LostDocumentError {
  return cause instanceof LostDocumentError ? cause : new LostDocumentError({ cause })
}
