import { randomBytes } from 'node:crypto'
import { limits } from '@duplex/protocol'
import { Overload } from '../overload.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { Probe } from './probe.ts'

export type ProbesContext = { readonly wheel: TimerWheel; random(): number }

/** Every probe of this process, by the key that its client shows with each request. */
export class Probes {
  /** In the order of their beginnings. */
  private readonly byKey = new Map<string, Probe>()

  constructor(private readonly context: ProbesContext) {}

  get count(): number {
    return this.byKey.size
  }

  /** Ends the person's oldest where they have enough. Throws an Overload where there are too many of others. */
  create(userId: string): { readonly key: string; readonly probe: Probe } {
    const own = [...this.byKey.values()].filter((probe) => probe.userId === userId)
    if (own.length >= limits.maxProbesPerUser) own[0]?.end()
    if (this.byKey.size >= limits.maxProbes) throw new Overload('probes', limits.probeLifeMs * this.context.random())
    const key = randomBytes(32).toString('base64url')
    const probe = new Probe(userId, () => {
      stop()
      this.byKey.delete(key)
    })
    const stop = this.context.wheel.after(limits.probeLifeMs, () => probe.end())
    this.byKey.set(key, probe)
    return { key, probe }
  }

  find(key: string | undefined): Probe | undefined {
    return key === undefined ? undefined : this.byKey.get(key)
  }

  endAll(): void {
    for (const probe of [...this.byKey.values()]) probe.end()
  }
}
