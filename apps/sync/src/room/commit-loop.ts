import type { CloseName } from '@duplex/protocol'
import type { Cancel } from '../clock.ts'
import { closeOf } from '../refusal.ts'
import type { Store, StoredDocument } from '../store/store.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import type { ByteBudget } from './byte-budget.ts'
import { LiveDocument, PoisonError } from './live-document.ts'
import type { Member } from './member.ts'
import { type HeldUpdate, Window } from './window.ts'

/** A window that is stored now. */
export type Commit = {
  readonly window: Window
  /** What other nodes stored before it. */
  readonly foreign: Uint8Array | undefined
  /** The window as one update, as it is stored; undefined where it changed nothing. */
  readonly update: Uint8Array | undefined
  readonly seq: number
}

export type CommitLoopContext = {
  readonly store: Store
  readonly queue: ByteBudget
  readonly wheel: TimerWheel
  /** Everything that may be sent because it is stored now. Runs at a boundary. */
  onCommitted(commit: Commit): void
  /** A commit takes long. Repeated while it does. */
  onStalled(): void
  /** The document cannot be kept open. Nothing of what waits is stored. */
  onFailed(close: CloseName, cause?: unknown): void
  /** An update passed every check and could not be applied; its author is ended. */
  onPoison(cause: PoisonError): void
}

const stallMs = 250

/**
 * One document's way to the store. Updates gather in a window while the one before it is committed. At the boundary
 * between two, the live document equals what is stored; only then may anything be read from it.
 */
export class CommitLoop {
  live: LiveDocument
  /** Newest committed update. */
  seq: number
  private gathered = new Window()
  /** Applied to `live` and not yet known to be stored. */
  private inFlight: Window | undefined
  private atNextBoundary: (() => void)[] = []
  private isRunning = true

  constructor(
    private readonly documentId: string,
    stored: StoredDocument,
    private readonly context: CommitLoopContext,
  ) {
    this.live = new LiveDocument(stored)
    this.seq = stored.seq
  }

  get isFlushed(): boolean {
    return this.inFlight === undefined && this.gathered.isEmpty
  }

  get gatheredBytes(): number {
    return this.gathered.bytes
  }

  get heldBytes(): number {
    return this.gathered.bytes + (this.inFlight?.bytes ?? 0)
  }

  /** The next clock of `client`, with everything counted that waits. */
  readonly clockOf = (client: number): number => this.gathered.clocks.get(client) ?? this.live.clockOf(client)

  hold(update: HeldUpdate, upTo: number): void {
    this.context.queue.take(update.bytes.length)
    this.gathered.add(update, upTo)
    this.advance()
  }

  note(author: Member, upTo: number): void {
    this.gathered.note(author, upTo)
    this.advance()
  }

  /** Runs `act` when the live document equals what is stored: at once, or before the next window is applied. */
  atBoundary(act: () => void): void {
    if (this.inFlight === undefined) act()
    else this.atNextBoundary.push(act)
  }

  /** What waits is forgotten, what is on its way to the store may still arrive there. */
  stop(): void {
    if (!this.isRunning) return
    this.isRunning = false
    this.context.queue.give(this.heldBytes)
    this.live.destroy()
  }

  private advance(): void {
    while (this.isRunning && this.isAtBoundary() && !this.gathered.isEmpty) {
      const window = this.gathered
      this.gathered = new Window()
      this.inFlight = window
      this.process(window).catch((cause: unknown) => this.fail(cause))
    }
  }

  /** A method, so that the compiler does not take the answer for granted inside the loop above. */
  private isAtBoundary(): boolean {
    return this.inFlight === undefined
  }

  /** Without anything to store the window is settled before this returns. */
  private async process(window: Window): Promise<void> {
    const { update, poison } = this.apply(window)
    if (poison) return await this.reload(window, poison)
    if (update === undefined) return this.settle({ window, update, foreign: undefined, seq: this.seq })
    const stop = this.watchForStall()
    try {
      const seq = await this.context.store.append({
        documentId: this.documentId,
        bytes: update,
        authorIds: window.authorIds,
      })
      if (!this.isRunning) return
      if (seq === undefined) return this.context.onFailed('deleted')
      this.settle({ window, update, foreign: await this.readForeign(seq), seq })
    } finally {
      stop()
    }
  }

  private settle(commit: Commit): void {
    if (!this.isRunning) return
    this.seq = commit.seq
    this.context.queue.give(commit.window.bytes)
    this.inFlight = undefined
    this.context.onCommitted(commit)
    this.runBoundary()
    this.advance()
  }

  private runBoundary(): void {
    const acts = this.atNextBoundary
    this.atNextBoundary = []
    for (const act of acts) act()
  }

  private apply(window: Window): { update?: Uint8Array; poison?: PoisonError } {
    try {
      const { update, misfits } = this.live.apply(window.updates.map((held) => held.bytes))
      // Structs of two clients that wait for each other pass the check for gaps; no client makes such an update.
      for (const place of misfits) window.updates[place]?.author.end('policy')
      return { update }
    } catch (error) {
      if (error instanceof PoisonError) return { poison: error }
      throw error
    }
  }

  /** Builds the live document anew from what is stored, and applies what waits without the author of the poison. */
  private async reload(window: Window, poison: PoisonError): Promise<void> {
    this.context.onPoison(poison)
    const culprit = window.updates[poison.place]?.author
    culprit?.end('policy')
    const stored = await this.context.store.load(this.documentId)
    if (!this.isRunning) return
    if (!stored) return this.context.onFailed('deleted')
    if (!culprit || stored.seq !== this.seq) return this.context.onFailed('internalError', poison)
    const held = this.heldBytes
    const rest = new Window()
    for (const part of [window, this.gathered]) part.moveTo(rest, culprit)
    this.context.queue.give(held - rest.bytes)
    this.live.destroy()
    this.live = new LiveDocument(stored)
    this.gathered = rest
    this.inFlight = undefined
    this.runBoundary()
    this.advance()
  }

  /** Rows that another node stored between ours, as one update. */
  private async readForeign(seq: number): Promise<Uint8Array | undefined> {
    const missing = seq - this.seq - 1
    if (missing === 0) return undefined
    const rows = await this.context.store.readAfter(this.documentId, this.seq, missing)
    return this.live.apply(rows.map((row) => row.bytes)).update
  }

  private watchForStall(): Cancel {
    let cancel: Cancel
    const watch = () => {
      cancel = this.context.wheel.after(stallMs, () => {
        this.context.onStalled()
        watch()
      })
    }
    watch()
    return () => cancel()
  }

  private fail(cause: unknown): void {
    if (this.isRunning) this.context.onFailed(closeOf(cause), cause)
  }
}
