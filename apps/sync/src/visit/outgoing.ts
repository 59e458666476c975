/** Messages that were sent and not acknowledged, in order, numbered from 1. */
export class Outgoing {
  private waiting: Uint8Array[] = []
  private acknowledged = 0
  private waitingBytes = 0

  get bytes(): number {
    return this.waitingBytes
  }

  /** Number of the newest message; 0 before there is one. */
  get last(): number {
    return this.acknowledged + this.waiting.length
  }

  push(message: Uint8Array): void {
    this.waiting.push(message)
    this.waitingBytes += message.length
  }

  /** Everything up to number `upTo` has arrived. False where that was never sent. */
  acknowledge(upTo: number): boolean {
    if (upTo > this.last) return false
    const arrived = this.waiting.splice(0, Math.max(0, upTo - this.acknowledged))
    this.acknowledged = Math.max(this.acknowledged, upTo)
    for (const message of arrived) this.waitingBytes -= message.length
    return true
  }

  /** The messages behind number `after`, oldest first: as many as fit into `maxBytes`, and one in any case. */
  after(after: number, maxBytes: number): { readonly first: number; readonly messages: readonly Uint8Array[] } {
    const start = Math.max(0, after - this.acknowledged)
    let end = start
    let bytes = 0
    while (end < this.waiting.length) {
      bytes += this.waiting[end]?.length ?? 0
      if (end > start && bytes > maxBytes) break
      end++
    }
    return { first: this.acknowledged + start + 1, messages: this.waiting.slice(start, end) }
  }

  /** Nobody will ask again. */
  clear(): void {
    this.acknowledge(this.last)
  }
}
