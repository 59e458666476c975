import type { Change } from '@duplex/db'
import type { Cancel, Clock } from '../clock.ts'
import type { Settings } from '../config/config.ts'
import type { Connection } from '../connection/connection.ts'
import type { Connections } from '../connection/connections.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { type AccessFacts, type AccessStore, verdictOfFacts } from './access-store.ts'
import { verdictOfChange } from './passport.ts'

export type AccessWatchContext = {
  readonly connections: Connections
  readonly accessStore: AccessStore
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly settings: Settings
  /** Comparing with the database failed; everything is closed where that lasts. */
  onCompareFailed(cause: unknown): void
  onFailClosed(connections: number): void
}

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

  constructor(private readonly context: AccessWatchContext) {
    this.comparedAt = context.clock.elapsed()
    this.schedule(context.settings.compareAccessMs)
  }

  onChange(change: Change): void {
    // Of no connection: web tells people.
    if (change.kind === 'news') return
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

  /** Listening (again): whatever happened before may have been missed, in part of a change as well. */
  async onListening(): Promise<void> {
    await this.compare((facts, connection) => {
      const close = verdictOfFacts(facts, connection.passport, connection.passport.accessVersion)
      if (close) connection.end(toLive(close))
    })
  }

  /** Collects changes from now on, for a client that is being admitted and is no connection yet. */
  record(): { readonly changes: readonly Change[]; stop(): void } {
    const changes: Change[] = []
    const record = (change: Change) => void changes.push(change)
    this.recorders.add(record)
    return { changes, stop: () => this.recorders.delete(record) }
  }

  stop(): void {
    this.cancel?.()
  }

  private schedule(delayMs: number): void {
    this.cancel?.()
    this.cancel = this.context.wheel.after(delayMs, () => void this.compareRegularly())
  }

  private async compareRegularly(): Promise<void> {
    await this.compare((facts, connection) => {
      const close = verdictOfFacts(facts, connection.passport, connection.seenAccessVersion)
      if (close && close !== 'accessChanged') connection.end(toLive(close))
      else if (close) this.suspect(connection, facts)
    })
  }

  /** Ends the connection unless the notification arrives that says whom the change touches. */
  private suspect(connection: Connection, facts: AccessFacts): void {
    this.context.wheel.after(notificationMs, () => {
      if (verdictOfFacts(facts, connection.passport, connection.seenAccessVersion)) connection.end('accessChanged')
    })
  }

  private async compare(check: (facts: AccessFacts, connection: Connection) => void): Promise<void> {
    const { clock, settings, connections, accessStore } = this.context
    const startedAt = clock.elapsed()
    try {
      const open = connections.all()
      const documentIds = [...new Set(open.map(({ passport }) => passport.documentId))]
      const sessionIds = [...new Set(open.map(({ passport }) => passport.sessionId))]
      const facts = await accessStore.read(documentIds, sessionIds)
      for (const connection of open) check(facts, connection)
      this.comparedAt = startedAt
      this.schedule(settings.compareAccessMs)
    } catch (cause) {
      this.context.onCompareFailed(cause)
      this.failClosed()
      this.schedule(Math.min(settings.compareAccessMs, settings.failClosedMs / 12))
    }
  }

  private failClosed(): void {
    const { clock, settings, connections } = this.context
    if (clock.elapsed() - this.comparedAt < settings.failClosedMs) return
    const open = connections.all()
    if (open.length > 0) this.context.onFailClosed(open.length)
    for (const connection of open) connection.end('storageAway')
  }
}

function see(connection: Connection, accessVersion: number): void {
  connection.seenAccessVersion = Math.max(connection.seenAccessVersion, accessVersion)
}

/** Somebody who was in the document knows that there was one. */
function toLive<T extends string>(close: T): T | 'deleted' {
  return close === 'notFound' ? 'deleted' : close
}
