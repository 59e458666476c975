import { type Database, type NodeIdentity, type NodeReport, removeNode, writeNode } from '@duplex/db'
import type { Cancel, Clock } from '../clock.ts'
import { waitAtMost } from '../deadline.ts'
import type { TimerWheel } from '../timer-wheel.ts'

export type RegistryContext = {
  readonly identity: NodeIdentity
  readonly prisma: Database['prisma']
  readonly clock: Clock
  readonly wheel: TimerWheel
  report(): NodeReport
  /** The row could not be written, or removed. Others see a node that is gone; nothing else follows from it. */
  onFailed(cause: unknown): void
}

const reportMs = 2_000
/** A shutdown has little time left, and others notice anyhow. */
const removeMs = 1_000

/** Says in the database that this process lives, and what it does, as long as it does. */
export class Registry {
  private state: 'ready' | 'draining' = 'ready'
  private isRunning = false
  private isFailing = false
  private cancel: Cancel | undefined
  private written: Promise<void> = Promise.resolve()

  constructor(private readonly context: RegistryContext) {}

  start(): void {
    this.isRunning = true
    this.beat()
  }

  /** From now on it says that it takes nobody. */
  drain(): void {
    this.state = 'draining'
    void this.write()
  }

  async stop(): Promise<void> {
    if (!this.isRunning) return
    this.isRunning = false
    this.cancel?.()
    const { clock, prisma, identity, onFailed } = this.context
    const removed = this.written.then(() => removeNode(prisma, identity.id))
    await waitAtMost(clock, removeMs, removed).catch(onFailed)
  }

  private beat(): void {
    void this.write().then(() => {
      if (this.isRunning) this.cancel = this.context.wheel.after(reportMs, () => this.beat())
    })
  }

  /** Order: one after the other, so that no older report comes last, and none after the row is removed. */
  private write(): Promise<void> {
    this.written = this.written.then(() => this.writeNow())
    return this.written
  }

  private async writeNow(): Promise<void> {
    if (!this.isRunning) return
    const { prisma, identity, report, onFailed } = this.context
    try {
      await writeNode(prisma, identity, this.state, report())
      this.isFailing = false
    } catch (cause) {
      // One line for each outage is enough.
      if (!this.isFailing) onFailed(cause)
      this.isFailing = true
    }
  }
}
