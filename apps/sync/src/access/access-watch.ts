import type { Change } from '@duplex/db'
import type { Cancel, Clock } from '../clock.ts'
import type { Settings } from '../config/config.ts'
import type { Connection } from '../connection/connection.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { type AccessFacts, type AccessStore, verdictOfFacts } from './access-store.ts'
import { type Passport, verdictOfChange } from './passport.ts'

type Watched = Pick<Connection, 'seenAccessVersion' | 'end' | 'tell'> & { readonly passport: Passport }

export type AccessWatchContext = {
  readonly connections: { all(): Watched[]; of(documentId: string): Watched[] }
  readonly accessStore: AccessStore
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly settings: Settings
  /** Comparing with the database failed; everything is closed where that lasts. */
  onCompareFailed(cause: unknown): void
  onFailClosed(connections: number): void
  /** A document was quarantined, and nobody said so. */
  onQuarantined(documentId: string): void
}

export type Recording = { readonly changes: readonly Change[]; isWhole(): boolean; stop(): void }

/** A notification of what was committed a moment ago may still be on its way. */
const notificationMs = 1_000

/**
 * Ends connections whose access changed: at once where a change is announced, and by comparing all of them with the
 * database where an announcement may have been missed. A node that can do neither for a while closes everything.
 */
export class AccessWatch {
  private readonly recorders = new Set<(change: Change) => void>()
  private comparedAt: number
  private cancel: Cancel | undefined
  private cancelDeadline: Cancel | undefined
  /** How often announcements may have been missed so far, and how much of that was made up for by comparing. */
  private gaps = 0
  private closedGaps = 0
  private isStopped = false

  constructor(private readonly context: AccessWatchContext) {
    this.comparedAt = context.clock.elapsed()
    this.schedule(context.settings.compareAccessMs)
    this.scheduleDeadline()
  }

  onChange(change: Change): void {
    // Of no connection: web tells people, and the process itself drains.
    if (change.kind === 'news' || change.kind === 'drain') return
    for (const record of this.recorders) record(change)
    const { connections } = this.context
    if (change.kind === 'title') {
      for (const connection of connections.of(change.documentId))
        connection.tell({ kind: 'title', title: change.title })
      return
    }
    const touched = change.kind === 'session' ? connections.all() : connections.of(change.documentId)
    for (const connection of touched) {
      const close = verdictOfChange(change, connection.passport)
      if (close) connection.end(close)
      else if (change.kind === 'access') see(connection, change.accessVersion)
    }
  }

  /** Not listening: what happens from now on is missed, and part of a change may be already. */
  onDeaf(): void {
    this.gaps++
  }

  /** Listening (again): whatever happened before may have been missed, in part of a change as well. */
  async onListening(): Promise<void> {
    this.gaps++
    await this.compare()
  }

  /**
   * Collects changes from now on, for a client that is being admitted and is no connection yet. `isWhole`: none was
   * missed so far; a comparison that makes up for those does not know of this client.
   */
  record(): Recording {
    const changes: Change[] = []
    const record = (change: Change) => void changes.push(change)
    this.recorders.add(record)
    const { gaps } = this
    return { changes, isWhole: () => this.gaps === gaps, stop: () => this.recorders.delete(record) }
  }

  stop(): void {
    this.isStopped = true
    this.cancel?.()
    this.cancelDeadline?.()
  }

  private schedule(delayMs: number): void {
    this.cancel?.()
    this.cancel = this.context.wheel.after(delayMs, () => void this.compare())
  }

  /** Not only when a comparison has failed: one may be on its way for long. */
  private scheduleDeadline(): void {
    this.cancelDeadline?.()
    this.cancelDeadline = this.context.wheel.after(this.leftMs, () => this.failClosed())
  }

  /** Until everything is closed, as far as is known now. */
  private get leftMs(): number {
    const { clock, settings } = this.context
    return Math.max(0, this.comparedAt + settings.failClosedMs - clock.elapsed())
  }

  private async compare(): Promise<void> {
    const { clock, settings, connections, accessStore } = this.context
    const { gaps } = this
    const startedAt = clock.elapsed()
    try {
      const open = connections.all()
      const documentIds = [...new Set(open.map(({ passport }) => passport.documentId))]
      const sessionIds = [...new Set(open.map(({ passport }) => passport.sessionId))]
      const facts = await accessStore.read(documentIds, sessionIds)
      if (this.isStopped) return
      const hasGap = gaps > this.closedGaps
      for (const connection of open) this.check(connection, facts, hasGap)
      this.closedGaps = Math.max(this.closedGaps, gaps)
      this.comparedAt = Math.max(this.comparedAt, startedAt)
      this.schedule(settings.compareAccessMs)
      this.scheduleDeadline()
    } catch (cause) {
      if (this.isStopped) return
      this.context.onCompareFailed(cause)
      this.failClosed()
      this.schedule(Math.min(settings.compareAccessMs, settings.failClosedMs / 12))
    }
  }

  /** Over a gap nothing that was heard counts: a newer change that does not touch it says nothing of those before. */
  private check(connection: Watched, facts: AccessFacts, hasGap: boolean): void {
    const { passport, seenAccessVersion } = connection
    const close = verdictOfFacts(facts, passport, hasGap ? passport.accessVersion : seenAccessVersion)
    if (close === 'accessChanged' && !hasGap) this.suspect(connection, facts)
    else if (close === 'damaged') this.context.onQuarantined(passport.documentId)
    else if (close) connection.end(toLive(close))
  }

  /** Ends the connection unless the notification arrives, in time, that says whom the change touches. */
  private suspect(connection: Watched, facts: AccessFacts): void {
    this.context.wheel.after(Math.min(notificationMs, this.leftMs), () => {
      if (verdictOfFacts(facts, connection.passport, connection.seenAccessVersion)) connection.end('accessChanged')
    })
  }

  private failClosed(): void {
    if (this.leftMs > 0) return
    const open = this.context.connections.all()
    if (open.length > 0) this.context.onFailClosed(open.length)
    for (const connection of open) connection.end('storageAway')
  }
}

function see(connection: Watched, accessVersion: number): void {
  connection.seenAccessVersion = Math.max(connection.seenAccessVersion, accessVersion)
}

/** Somebody who was in the document knows that there was one. */
function toLive<T extends string>(close: T): T | 'deleted' {
  return close === 'notFound' ? 'deleted' : close
}
