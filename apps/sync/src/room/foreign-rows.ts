import type { SpreadRow } from '../bus/bus-message.ts'
import type { Clock } from '../clock.ts'
import type { Followed, Following } from './followed.ts'
import type { PatientLog } from './patient-log.ts'
import type { RoomDocument } from './room-document.ts'
import { leastStructBytes } from './transaction-time.ts'

export type ForeignRowsContext = {
  readonly log: PatientLog
  readonly document: RoomDocument
  readonly clock: Clock
  readonly paths: Following
  /** Whether what is read may still be applied. */
  isWanted(): boolean
  /** Yjs client id -> whose it is, by what is stored; added to. */
  readonly owners: Map<number, string>
}

/** Rows as they were applied, as one update, which is absent where they changed nothing; and how many they were. */
export type Foreign = {
  readonly update: Uint8Array | undefined
  readonly rows: number
  /** Those of them that are followed. What was read from the log is not. */
  readonly heard: readonly Followed[]
}

type HeardRow = Pick<SpreadRow, 'claims'> & { readonly bytes: Uint8Array; readonly followed: Followed | undefined }

const noRows: Foreign = { update: undefined, rows: 0, heard: [] }

/** So much is held for a room that is busy with something else. The log has all of it. */
const maxBytes = 1024 * 1024

/** Who stored a row tells of it a moment after. To read it instead takes two queries, and longer than to hear it. */
const hearingMs = 10

/**
 * What other nodes store of a document (R1). They tell of their rows, in any order and not of all, so what was heard
 * counts only where it follows what the room has without a gap; anything else is read from the log.
 */
export class ForeignRows {
  /** Undefined where nothing is held, as in most rooms. */
  private held: Map<number, HeardRow> | undefined
  private bytes = 0
  private newestHeard = 0
  private onHeard: (() => void) | undefined
  /** Whether others were heard since the last time that a row was not told in time. */
  private isTold = false

  constructor(
    private readonly documentId: string,
    private readonly context: ForeignRowsContext,
  ) {}

  /** The newest row that somebody said to be stored; 0 where nobody did. */
  get newest(): number {
    return this.newestHeard
  }

  hear(row: SpreadRow): void {
    const { seq, bytes, claims } = row
    this.note(seq)
    if (!bytes || this.bytes + bytes.length > maxBytes) return
    this.held ??= new Map()
    if (!this.held.has(seq)) this.bytes += bytes.length
    this.held.set(seq, { bytes, claims, followed: this.context.paths.hear(this.documentId, row) })
    this.isTold = true
    this.onHeard?.()
  }

  /** The log goes up to `seq`, or further. */
  note(seq: number): void {
    this.newestHeard = Math.max(this.newestHeard, seq)
  }

  /** The room has everything up to `seq`. */
  settle(seq: number): void {
    for (const [heard, { bytes }] of this.held ?? []) {
      if (heard > seq) continue
      this.held?.delete(heard)
      this.bytes -= bytes.length
    }
    if (this.held?.size === 0) this.held = undefined
  }

  /** Applies what is stored after `from` and up to `to`: at once, where all of it was heard. One at a time. */
  take(from: number, to: number): Foreign | Promise<Foreign> {
    return this.isHeard(from, to) ? this.takeHeard(from, to) : this.hearOrRead(from, to)
  }

  /** Applies what was heard of the rows after `from`, up to the first that was not. */
  takeHeard(from: number, to = this.newestHeard): Foreign {
    const rows = this.heardAfter(from, to)
    const { owners } = this.context
    for (const { claims } of rows) for (const { clientId, userId } of claims) owners.set(clientId, userId)
    const heard = rows.flatMap(({ followed }) => followed ?? [])
    return { ...this.apply(rows.map(({ bytes }) => bytes)), heard }
  }

  private isHeard(from: number, to: number): boolean {
    return this.heardAfter(from, to).length === to - from
  }

  private heardAfter(from: number, to: number): HeardRow[] {
    const rows: HeardRow[] = []
    for (let seq = from + 1; seq <= to; seq++) {
      const row = this.held?.get(seq)
      if (!row) break
      rows.push(row)
    }
    return rows
  }

  private async hearOrRead(from: number, to: number): Promise<Foreign> {
    const isHeard = this.isTold && (await this.hearInTime(from, to))
    if (!this.context.isWanted()) return noRows
    return isHeard ? this.takeHeard(from, to) : await this.read(from, to)
  }

  private hearInTime(from: number, to: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isTold: boolean) => {
        cancel()
        this.onHeard = undefined
        this.isTold = isTold
        resolve(isTold)
      }
      const cancel = this.context.clock.after(hearingMs, () => end(false))
      this.onHeard = () => {
        if (this.isHeard(from, to)) end(true)
      }
    })
  }

  /** The same from the log, as far as it goes. */
  private async read(from: number, to: number): Promise<Foreign> {
    const { log, owners, isWanted } = this.context
    const rows = await log.readBetween(from, to + 1)
    // Order: whatever was read, its claims are in the answer.
    const claims = await log.readClaims()
    // Whatever was said, the log ends there.
    if (rows.length < to - from) this.newestHeard = from + rows.length
    if (!isWanted()) return noRows
    for (const [clientId, userId] of claims) owners.set(clientId, userId)
    return this.apply(rows)
  }

  private apply(rows: readonly Uint8Array[]): Foreign {
    if (rows.length === 0) return noRows
    // Their node applied them in good time, but to another document: what two nodes let in may take long together.
    const updates = rows.map((bytes) => ({ bytes, structs: Math.ceil(bytes.length / leastStructBytes) }))
    return { ...noRows, update: this.context.document.apply(updates).update, rows: rows.length }
  }
}
