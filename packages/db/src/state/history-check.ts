import { checksumOf, isSameChecksum, snapshotChecksumOf } from '../log/checksum.ts'
import type { Flaw, FlawKind, Verdict } from './flaw.ts'
import { Replica } from './replica.ts'

type UpdateRow = { seq: number; bytes: Uint8Array; checksum: Uint8Array }
type SnapshotRow = UpdateRow & { stateVector: Uint8Array }

/**
 * Replays a document's rows in the order of their seqs, each update before the snapshot of its seq, and notes what is
 * wrong. After a damaged row it goes on from the next sound snapshot, so that one flaw is not reported as many.
 */
export class HistoryCheck {
  readonly flaws: Flaw[] = []
  updates = 0
  snapshots = 0
  /** Undefined where the state after `seq` is not known: something before it is damaged, or trimmed. */
  private replica: Replica | undefined = new Replica()
  /** Of the newest update that was seen, or of the snapshot that stands for all before it. */
  private seq = 0
  /** Of the newest update that is damaged or missing. */
  private brokenUpTo = 0
  private lastUpdate = 0
  /** seqs of the snapshots that match their checksums, which is what a load asks for. Ascending. */
  private readonly usable: number[] = []
  /** The log begins after 1 here, and no sound snapshot has explained it yet. */
  private beginning: number | undefined

  addUpdate({ seq, bytes, checksum }: UpdateRow): void {
    // The retention trims from the beginning, behind a snapshot that stays.
    const isBeginning = this.updates++ === 0
    if (seq !== this.seq + 1) {
      if (isBeginning) this.beginning = seq
      else this.noteMissing(this.seq + 1, seq - 1)
      this.forget()
    }
    this.seq = seq
    this.lastUpdate = seq
    if (!isSameChecksum(checksum, checksumOf(bytes))) {
      this.brokenUpTo = seq
      this.note('update', seq, `update ${seq} does not match its checksum`)
      this.forget()
      return
    }
    const problem = this.replica?.apply(bytes)
    if (problem === undefined) return
    this.note('undecodable', seq, `update ${seq} ${problem}`)
    this.forget()
  }

  addSnapshot(row: SnapshotRow): void {
    const { seq, bytes, stateVector } = row
    this.snapshots += 1
    if (!isSameChecksum(row.checksum, snapshotChecksumOf(row))) {
      this.note('snapshot', seq, `snapshot ${seq} does not match its checksum`)
      return
    }
    this.usable.push(seq)
    const own = new Replica()
    const problem = own.apply(bytes)
    const isRight = problem === undefined && own.hasStateVector(stateVector)
    if (problem !== undefined) this.note('undecodable', seq, `snapshot ${seq} ${problem}`)
    else if (!isRight) this.note('state', seq, `snapshot ${seq} holds something else than its state vector says`)
    else if (this.replica && this.seq === seq && !this.replica.equals(own))
      this.note('state', seq, `snapshot ${seq} holds something else than the log`)
    if (isRight && (!this.replica || seq > this.seq)) this.startFrom(own, seq)
    else own.destroy()
  }

  /** Call it once, after every row. `lastSeq`: of the newest update, as the document knows it. */
  end(lastSeq: number): Verdict {
    if (this.beginning !== undefined) this.noteMissing(1, this.beginning - 1)
    if (this.seq < lastSeq) this.noteMissing(this.seq + 1, lastSeq)
    if (this.seq > lastSeq)
      this.note('beyond', lastSeq + 1, `the log goes on to ${this.seq} after its end at ${lastSeq}`)
    this.forget()
    return this.judge(lastSeq)
  }

  /** As a load goes: from the newest usable snapshot on, every update up to the last one, and none after it. */
  private judge(lastSeq: number): Verdict {
    if (this.flaws.length === 0) return 'sound'
    const from = this.usable.findLast((seq) => seq <= lastSeq) ?? 0
    if (this.brokenUpTo > from || this.lastUpdate > lastSeq) return 'closed'
    const isShown = ({ kind, seq }: Flaw) => seq >= from && (kind === 'state' || kind === 'undecodable')
    return this.flaws.some(isShown) ? 'wrong' : 'usable'
  }

  private startFrom(replica: Replica, seq: number): void {
    if (this.updates > 0 && seq > this.seq) this.noteMissing(this.seq + 1, seq)
    this.beginning = undefined
    this.forget()
    this.replica = replica
    this.seq = seq
  }

  private noteMissing(from: number, to: number): void {
    this.brokenUpTo = Math.max(this.brokenUpTo, to)
    this.note('missing', from, from === to ? `update ${from} is missing` : `updates ${from} to ${to} are missing`)
  }

  private forget(): void {
    this.replica?.destroy()
    this.replica = undefined
  }

  private note(kind: FlawKind, seq: number, detail: string): void {
    this.flaws.push({ kind, seq, detail })
  }
}
