export type PulseContext = {
  /** ms on a clock that never jumps. */
  elapsed(): number
  /** Of another node, whose people are gone then. */
  readonly goneMs: number
  /** A node was not heard for long: whoever was there is not there any more. */
  onGone(node: string): void
  /** A node is heard that was not known. */
  onMet(): void
  /** A node has another name than it had: it says anew who is there. */
  onRenamed(former: string): void
}

/** ms without a word: of oneself the bus is away then, and after longer its connections are given up. */
const silentMs = { apart: 3_000, renew: 6_000 } as const

/** ms for which a node that vanished may still live where the bus does not reach, and write. */
const missingMs = 300_000

/** Who is heard over the bus. Every node says each second that it lives, to all of them and so to itself as well. */
export class Pulse {
  /** Process -> its newest name with the number in it, and when it was heard last. */
  private readonly heard = new Map<string, { readonly name: string; readonly life: number; readonly at: number }>()
  /** Process -> since when it is gone without a good-bye. */
  private readonly missing = new Map<string, number>()
  private ownAt = Number.NEGATIVE_INFINITY
  private renewedAt: number

  constructor(private readonly context: PulseContext) {
    this.renewedAt = context.elapsed()
  }

  /** What is sent comes through. */
  get isHeard(): boolean {
    return this.context.elapsed() - this.ownAt < silentMs.apart
  }

  get others(): number {
    return this.heard.size
  }

  hearOwn(): void {
    this.ownAt = this.context.elapsed()
  }

  /**
   * Another node. `name`: its process, "/", and a number that it raises when others may have missed something. False: it
   * said this under an older name. A connection that was given up can still bring, minutes later, what it held.
   */
  hear(name: string): boolean {
    const [id = name, number] = name.split('/')
    const life = Number(number)
    const before = this.heard.get(id)
    if (before !== undefined && life < before.life) return false
    this.heard.set(id, { name, life, at: this.context.elapsed() })
    this.missing.delete(id)
    if (before === undefined) this.context.onMet()
    else if (before.name !== name) this.context.onRenamed(before.name)
    return true
  }

  /** It said good-bye. */
  leave(name: string): void {
    const [id = name] = name.split('/')
    this.missing.delete(id)
    if (this.heard.delete(id)) this.context.onGone(name)
  }

  /** Somebody is silent who said no good-bye: what they say may only be in the log. */
  get isSomebodyMissing(): boolean {
    const at = this.context.elapsed()
    return this.missing.size > 0 || [...this.heard.values()].some((node) => at - node.at > silentMs.apart)
  }

  /** Call every second. `renew`: the bus has been silent for so long that its connections cannot be trusted. */
  tick(): 'renew' | undefined {
    const at = this.context.elapsed()
    for (const [id, { name, at: heardAt }] of this.heard) {
      if (at - heardAt < this.context.goneMs) continue
      this.heard.delete(id)
      this.missing.set(id, at)
      this.context.onGone(name)
    }
    for (const [id, since] of this.missing) if (at - since > missingMs) this.missing.delete(id)
    if (at - Math.max(this.ownAt, this.renewedAt) < silentMs.renew) return undefined
    this.renewedAt = at
    return 'renew'
  }
}
