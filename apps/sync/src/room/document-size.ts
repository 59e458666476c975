import { limits } from '@duplex/protocol'

export type DocumentSizeContext = {
  readonly maxBytes: number
  /** Encodes the document and answers with its bytes: most of a second where it is large. */
  measure(): number
  /** ms on a clock that never jumps. */
  elapsed(): number
}

/** Share of a core that measuring may take, and ms that it may be ahead of that. */
const measuring = { share: 1 / 20, aheadMs: 2_000 } as const

/** Whether there is space; or after how many ms that can be told. */
export type Space = 'enough' | 'none' | { readonly retryMs: number }

/**
 * The size of a document's state. Encoding a document only to count its bytes is dear, so this is an estimate from
 * above (stored bytes plus every update since) that is measured anew where it matters, and not again and again.
 */
export class DocumentSize {
  private isExact = false
  private level = 0
  /** ms spent on measuring beyond its share, and when that was so. */
  private debt = { ms: 0, at: 0 }

  /** `bytes`: of everything stored. */
  constructor(
    private bytes: number,
    private readonly context: DocumentSizeContext,
  ) {}

  get estimate(): number {
    return this.bytes
  }

  spaceFor(extraBytes: number): Space {
    const isEnough = () => this.bytes + extraBytes <= this.context.maxBytes
    if (isEnough()) return 'enough'
    const retryMs = this.refresh()
    if (isEnough()) return 'enough'
    return retryMs === 0 ? 'none' : { retryMs }
  }

  /** Counts a committed update. Answers with the size where it passed a share of the limit that people are told of. */
  grow(bytes: number): number | undefined {
    this.bytes += bytes
    this.isExact = false
    if (this.levelNow() > this.level && this.refresh() > 0) return undefined
    const before = this.level
    this.level = this.levelNow()
    return this.level > before ? this.bytes : undefined
  }

  /** The size where it is beyond a share that people are told of. */
  get warning(): number | undefined {
    return this.levelNow() > 0 ? this.bytes : undefined
  }

  private levelNow(): number {
    return limits.documentWarningShares.filter((share) => this.bytes >= share * this.context.maxBytes).length
  }

  /** ms until it may be measured; 0 where it is exact now. */
  private refresh(): number {
    if (this.isExact) return 0
    const { elapsed, measure } = this.context
    const now = elapsed()
    this.debt = { ms: Math.max(0, this.debt.ms - (now - this.debt.at) * measuring.share), at: now }
    if (this.debt.ms > measuring.aheadMs) return Math.ceil((this.debt.ms - measuring.aheadMs) / measuring.share)
    this.bytes = measure()
    this.isExact = true
    this.debt.ms += elapsed() - now
    return 0
  }
}
