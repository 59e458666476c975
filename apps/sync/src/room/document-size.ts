import { limits } from '@duplex/protocol'

/**
 * The size of a document's state. Encoding a document only to count its bytes is dear, so this is an estimate from
 * above (stored bytes plus every update since) that is measured anew where it matters.
 */
export class DocumentSize {
  private isExact = false
  private level = 0

  /** `bytes`: of everything stored. `measure`: encodes the document and answers with its bytes. */
  constructor(
    private bytes: number,
    private readonly maxBytes: number,
    private readonly measure: () => number,
  ) {}

  get estimate(): number {
    return this.bytes
  }

  fits(extraBytes: number): boolean {
    if (this.bytes + extraBytes > this.maxBytes) this.refresh()
    return this.bytes + extraBytes <= this.maxBytes
  }

  /** Counts a committed update. Answers with the size where it passed a share of the limit that people are told of. */
  grow(bytes: number): number | undefined {
    this.bytes += bytes
    this.isExact = false
    if (this.levelNow() > this.level) this.refresh()
    const before = this.level
    this.level = this.levelNow()
    return this.level > before ? this.bytes : undefined
  }

  /** The size where it is beyond a share that people are told of. */
  get warning(): number | undefined {
    return this.levelNow() > 0 ? this.bytes : undefined
  }

  private levelNow(): number {
    return limits.documentWarningShares.filter((share) => this.bytes >= share * this.maxBytes).length
  }

  private refresh(): void {
    if (this.isExact) return
    this.bytes = this.measure()
    this.isExact = true
  }
}
