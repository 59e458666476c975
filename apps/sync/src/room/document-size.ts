import { limits } from '@duplex/protocol'

export type DocumentSizeContext = {
  readonly maxBytes: number
  /** Asks for a snapshot of what is committed, where none is on its way: {@link DocumentSize.settle} is told of it. */
  ask(): void
}

/** Whether there is space; or after how many ms that may be known. */
export type Space = 'enough' | 'none' | { readonly retryMs: number }

/** A large snapshot is made in about so many ms, beside everything else. */
const snapshotMs = 500

/**
 * The size of a document's state. To encode a document only to count its bytes would hold up everybody, so this is an
 * estimate from above: the newest snapshot plus every update since. Where it matters, a newer snapshot tells.
 */
export class DocumentSize {
  private bytes: number
  /** It is a snapshot's, to which nothing was added. */
  private isExact: boolean
  /** How many of the shares that people are told of the newest snapshot has passed. */
  private level: number

  /** `snapshot`, `log`: bytes of what is stored, and of the rows behind it. */
  constructor(
    { snapshot, log }: { readonly snapshot: number; readonly log: number },
    private readonly context: DocumentSizeContext,
  ) {
    this.bytes = snapshot + log
    this.isExact = log === 0
    this.level = this.levelOf(snapshot)
  }

  get estimate(): number {
    return this.bytes
  }

  spaceFor(extraBytes: number): Space {
    if (this.bytes + extraBytes <= this.context.maxBytes) return 'enough'
    if (this.isExact) return 'none'
    this.context.ask()
    return { retryMs: snapshotMs }
  }

  /** Counts a committed update. */
  grow(bytes: number): void {
    this.bytes += bytes
    this.isExact = false
    if (this.levelOf(this.bytes) > this.level) this.context.ask()
  }

  /**
   * A snapshot was made; `log`: bytes that were committed after it, 0 where there are none. Answers with the size where
   * it passed a share of the limit that people are told of.
   */
  settle({ snapshot, log }: { readonly snapshot: number; readonly log: number }): number | undefined {
    this.bytes = snapshot + log
    this.isExact = log === 0
    const before = this.level
    this.level = this.levelOf(this.bytes)
    return this.level > before ? this.bytes : undefined
  }

  /** The size where it is beyond a share that people are told of. */
  get warning(): number | undefined {
    return this.level > 0 ? this.bytes : undefined
  }

  private levelOf(bytes: number): number {
    return limits.documentWarningShares.filter((share) => bytes >= share * this.context.maxBytes).length
  }
}
