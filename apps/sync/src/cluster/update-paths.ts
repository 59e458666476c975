import { type HeardUpdate, maxReportedPaths, type UpdatePath } from '@duplex/db'
import type { SpreadRow } from '../bus/bus-message.ts'
import type { Clock } from '../clock.ts'
import type { NewUpdate, Store } from '../store/store.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { type UpdateTrace, UpdateTraces } from '../telemetry/update-traces.ts'

/** One update in so many ms is followed: enough to look at, and nothing beside the others. */
const sampleMs = 1_000

type Followed = {
  readonly path: Omit<UpdatePath, 'sentMs'>
  readonly startedAt: number
  readonly trace: UpdateTrace
}

/** What a row says of its own way. */
type Mark = Pick<SpreadRow, 'isFollowed' | 'trace'>

const noMark: Mark = {}

/**
 * Follows one update a second on its way through this node, and keeps the newest. Only updates that are applied in the
 * turn in which they came are followed, so that every time is that of this update: one that waits for the commit before
 * it takes up to one commit longer.
 */
export class UpdatePaths {
  /** When the message came that is being handled, by `elapsed`. Only within one turn of the event loop. */
  private cameAt: number | undefined
  private nextAt = 0
  /** Committed, and not sent yet. */
  private followed: Followed | undefined
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

  /** The same store, of which some commits are timed. */
  through<T extends Store>(store: T): T {
    const append = (update: NewUpdate) => (this.cameAt === undefined ? store.append(update) : this.time(store, update))
    return Object.create(store, { append: { value: append } })
  }

  /** A window was given to everybody who is connected here. */
  windowTold(): void {
    if (!this.followed) return
    const { path, startedAt, trace } = this.followed
    this.followed = undefined
    const sentMs = this.clock.elapsed() - startedAt
    this.paths = [...this.paths, { ...path, sentMs }].slice(-maxReportedPaths)
    trace.told(sentMs)
  }

  /** An update is given to what joins the nodes. Answers with what its row says of that, if it is followed. */
  published(documentId: string, seq: number): Mark {
    const { followed } = this
    if (followed?.path.documentId !== documentId || followed.path.seq !== seq) return noMark
    const publishedMs = this.clock.elapsed() - followed.startedAt
    this.followed = { ...followed, path: { ...followed.path, publishedMs } }
    return { isFollowed: true, trace: followed.trace.published(publishedMs) }
  }

  /** An update that another node follows was heard of at `heardAt` (ms since 1970), and is given to everybody here now. */
  told(documentId: string, { seq, trace }: Pick<SpreadRow, 'seq' | 'trace'>, heardAt: number): void {
    const sentAt = this.clock.now()
    this.foreign = [...this.foreign, { documentId, seq, heardAt, sentAt }].slice(-maxReportedPaths)
    if (trace) this.traces.heard(trace, documentId, heardAt, sentAt)
  }

  private async time(store: Store, update: NewUpdate) {
    const appliedAt = this.clock.elapsed()
    const startedAt = this.cameAt ?? appliedAt
    const receivedAt = this.clock.now() - (appliedAt - startedAt)
    this.cameAt = undefined
    this.nextAt = startedAt + sampleMs
    const facts = { documentId: update.documentId, bytes: update.bytes.length, receivedAt }
    const appliedMs = appliedAt - startedAt
    const trace = this.traces.begin({ ...facts, appliedMs })
    const seq = await trace.commit(() => store.append(update))
    const committedMs = this.clock.elapsed() - startedAt
    trace.committed(committedMs, typeof seq === 'number')
    if (typeof seq === 'number') {
      this.followed = { path: { ...facts, seq, appliedMs, committedMs }, startedAt, trace }
    }
    return seq
  }
}

/** The same telemetry, which also tells `paths` of what comes in, and of what is given to everybody. */
export function withPaths(telemetry: Telemetry, paths: UpdatePaths): Telemetry {
  return {
    ...telemetry,
    messagePassed(direction, bytes) {
      if (direction === 'in') paths.messageCame()
      telemetry.messagePassed(direction, bytes)
    },
    windowStored(updates, bytes) {
      paths.windowTold()
      telemetry.windowStored(updates, bytes)
    },
  }
}
