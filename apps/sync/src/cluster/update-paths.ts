import { type HeardUpdate, maxReportedPaths, type UpdatePath } from '@duplex/db'
import type { SpreadRow } from '../bus/bus-message.ts'
import type { Clock } from '../clock.ts'
import type { Followed, FollowedRow, Following, NamedTrace } from '../room/followed.ts'
import type { NewUpdate } from '../store/store.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { type UpdateTrace, UpdateTraces } from '../telemetry/update-traces.ts'

/** One update in so many ms is followed: enough to look at, and nothing beside the others. */
const sampleMs = 1_000
/** Of a document, one in so many ms that clients named. A page names one a second, and a network hurries some of them. */
const namedMs = 500
/** Documents of which such a one is followed within that time. */
const maxNamed = 10

type Begun = Omit<UpdatePath, 'seq' | 'committedMs' | 'publishedMs' | 'sentMs'>

/**
 * Follows updates on their way through this node, and keeps the newest. One a second is chosen here, only of those that
 * are applied in the turn in which they came, so that every time is that of this update: one that waits for the commit
 * before it takes up to one commit longer. Those of which clients named a trace are followed wherever they waited.
 */
export class UpdatePaths implements Following {
  /** When the message came that is being handled, by `elapsed`. Only within one turn of the event loop. */
  private cameAt: number | undefined
  private nextAt = 0
  /** Documents of which an update was followed that a client named, since a moment that is `namedMs` before `clearAt`. */
  private readonly named = new Set<string>()
  private clearAt = 0
  private paths: UpdatePath[] = []
  private foreign: HeardUpdate[] = []

  constructor(
    private readonly clock: Clock,
    private readonly traces = new UpdateTraces(),
  ) {}

  /** Oldest first. */
  get newest(): readonly UpdatePath[] {
    return this.paths
  }

  /** Those that came from other nodes, oldest first. */
  get heard(): readonly HeardUpdate[] {
    return this.foreign
  }

  messageCame(): void {
    const at = this.clock.elapsed()
    if (this.cameAt !== undefined || at < this.nextAt) return
    this.cameAt = at
    queueMicrotask(() => {
      this.cameAt = undefined
    })
  }

  follow({ documentId, bytes }: NewUpdate, asked: NamedTrace | undefined): FollowedRow | undefined {
    const named = this.traces.isOn && asked && this.takeNamed(documentId) ? asked : undefined
    const startedAt = named?.cameAt ?? this.cameAt
    if (startedAt === undefined) return undefined
    const appliedAt = this.clock.elapsed()
    this.cameAt = undefined
    this.nextAt = Math.max(this.nextAt, startedAt + sampleMs)
    const appliedMs = appliedAt - startedAt
    const begun = { documentId, bytes: bytes.length, receivedAt: this.clock.now() - appliedMs, appliedMs }
    return this.toRow(begun, startedAt, this.traces.begin(begun, named?.trace))
  }

  hear(documentId: string, { seq, isFollowed, trace }: SpreadRow): Followed | undefined {
    if (!isFollowed) return undefined
    const heardAt = this.clock.now()
    const span = trace && this.traces.hear(trace, documentId, heardAt)
    return {
      sending: () => span?.place,
      sent: () => {
        const sentAt = this.clock.now()
        this.foreign = [...this.foreign, { documentId, seq, heardAt, sentAt }].slice(-maxReportedPaths)
        span?.end(sentAt)
      },
    }
  }

  /** Whether one more that a client named is followed; counts it. */
  private takeNamed(documentId: string): boolean {
    const at = this.clock.elapsed()
    if (at >= this.clearAt) {
      this.named.clear()
      this.clearAt = at + namedMs
    }
    if (this.named.has(documentId) || this.named.size >= maxNamed) return false
    this.named.add(documentId)
    return true
  }

  private toRow(begun: Begun, startedAt: number, trace: UpdateTrace): FollowedRow {
    const elapsedMs = () => this.clock.elapsed() - startedAt
    let path: Omit<UpdatePath, 'sentMs'> | undefined
    return {
      commit: async (append) => {
        const seq = await trace.commit(append)
        const committedMs = elapsedMs()
        trace.committed(committedMs, typeof seq === 'number')
        if (typeof seq === 'number') path = { ...begun, seq, committedMs }
        return seq
      },
      published: () => {
        const publishedMs = elapsedMs()
        path = path && { ...path, publishedMs }
        return { isFollowed: true, trace: trace.published(publishedMs) }
      },
      sending: () => trace.sending(),
      sent: () => {
        const sentMs = elapsedMs()
        if (path) this.paths = [...this.paths, { ...path, sentMs }].slice(-maxReportedPaths)
        trace.sent(sentMs)
      },
    }
  }
}

/** The same telemetry, which also tells `paths` of what comes in. */
export function withPaths(telemetry: Telemetry, paths: UpdatePaths): Telemetry {
  return {
    ...telemetry,
    messagePassed(direction, bytes) {
      if (direction === 'in') paths.messageCame()
      telemetry.messagePassed(direction, bytes)
    },
  }
}
