import * as Y from 'yjs'
import type { SpreadRow } from '../bus/bus-message.ts'
import { closeOf } from '../refusal.ts'
import type { LoadedDocument, NewUpdate } from '../store/store.ts'
import { applyWindow } from './apply-window.ts'
import { BoundaryActs } from './boundary-acts.ts'
import { type ClaimVerdict, judgeClients, type Owners, toClaims } from './client-claims.ts'
import type { Commit } from './commit.ts'
import type { CommitLoopContext } from './commit-loop-context.ts'
import { readLive, toUpdates } from './document-reading.ts'
import { ForeignRows } from './foreign-rows.ts'
import { PoisonError } from './live-document.ts'
import type { Member } from './member.ts'
import { PatientLog } from './patient-log.ts'
import type { RoomDocument } from './room-document.ts'
import { salvage } from './salvage.ts'
import { watchForStall } from './stall-watch.ts'
import { type HeldUpdate, nothing, Window } from './window.ts'

const nobody: Owners = new Map()
const noWindow = { window: nothing, update: undefined, authors: new Set<Member>(), heard: [] } as const

/**
 * One document's way to the store. Updates gather in a window while the one before it is committed. At the boundary
 * between two, the document equals what is stored; only then may anything be read from it.
 */
export class CommitLoop {
  /** Newest committed update. */
  seq: number
  /** Yjs client id -> whose it is, by what is stored. Covers every id that has structs in what is stored. */
  private readonly owners: Map<number, string>
  private readonly document: RoomDocument
  private readonly log: PatientLog
  private gathered = nothing
  private readonly others: ForeignRows
  /** Applied to the document and not yet known to be stored. */
  private inFlight: Window | undefined
  /** The document becomes live, which takes a while. Until then it is what is stored, and quiet. */
  private isWaking = false
  private readonly atNextBoundary = new BoundaryActs()
  private isRunning = true

  constructor(
    private readonly documentId: string,
    stored: Pick<LoadedDocument, 'seq' | 'claims'>,
    private readonly context: CommitLoopContext,
  ) {
    this.document = context.document
    this.seq = stored.seq
    this.owners = new Map(stored.claims)
    const common = { ...context, isWanted: () => this.isRunning }
    this.log = new PatientLog(documentId, common)
    this.others = new ForeignRows(documentId, { ...common, log: this.log, owners: this.owners })
  }

  get isFlushed(): boolean {
    return this.inFlight === undefined && this.gathered.isEmpty
  }

  get heldBytes(): number {
    return this.gathered.bytes + (this.inFlight?.bytes ?? 0)
  }

  get waiting(): Pick<Window, 'items' | 'claims'> {
    return this.gathered
  }

  /** The next clock of `client`, with everything counted that waits. */
  readonly clockOf = (client: number): number => this.gathered.clocks.get(client) ?? this.document.facts.clockOf(client)

  /**
   * Whether the new structs of an update, after which `clocks` hold, are under ids that are `userId`'s to use.
   * `reserved`: for whom ids are kept that nothing was written under.
   */
  judgeClients(userId: string, clocks: ReadonlyMap<number, number>, reserved: Owners): ClaimVerdict {
    const waiting = [this.inFlight?.claims ?? nobody, this.gathered.claims, reserved]
    return judgeClients(userId, clocks, this.clockOf, this.owners, waiting)
  }

  /** Whose a client id is by what is stored or waits to be. */
  ownerOf(client: number): string | undefined {
    return this.owners.get(client) ?? this.inFlight?.claims.get(client) ?? this.gathered.claims.get(client)
  }

  hold(update: HeldUpdate): void {
    this.context.queue.take(update.bytes.length)
    this.gather().add(update)
    this.advance()
  }

  note(author: Member, upTo: number): void {
    this.gather().note(author, upTo)
    this.advance()
  }

  /** Another node stored a row. */
  hear(row: SpreadRow): void {
    if (row.seq <= this.seq) return
    this.others.hear(row)
    this.advance()
  }

  /** The log goes up to `seq`, or further. Until the document does, nothing is read from it. */
  catchUp(seq: number): void {
    this.others.note(seq)
    this.advance()
  }

  /**
   * Runs `act` when the document equals what is stored, and is not about to become live: at once, or before the next
   * window is applied, if `by` is still there.
   */
  atBoundary(by: Member, act: () => void): void {
    if (this.isAtBoundary() && !this.isBehind) act()
    else this.atNextBoundary.add(by, act, this.others.newest)
  }

  /** Whether the document is live; where not, it is from the next boundary on. Call at a boundary, or to judge. */
  wake(): boolean {
    const waking = this.document.wake()
    if (waking && !this.isWaking) this.patiently(this.waitUntilLive(waking))
    return waking === undefined
  }

  /** Nothing is to be done for `member` any more. What it wrote is stored all the same. */
  leave(member: Member): void {
    this.atNextBoundary.drop(member)
    this.gathered.notes.delete(member)
  }

  /** What waits is forgotten, what is on its way to the store may still arrive there. */
  stop(): void {
    if (!this.isRunning) return
    this.isRunning = false
    this.context.pace.stop()
    this.context.queue.give(this.heldBytes)
    this.document.destroy()
  }

  private advance(): void {
    while (this.isRunning && this.isAtBoundary()) {
      // What was heard costs no wait. Own work comes before what has to be read: its commit brings what others stored
      // before it, and their haste never holds it up.
      const isFollowing = this.gathered.isEmpty
      if (isFollowing && !this.isBehind) return
      if ((isFollowing || this.gathered.updates.length > 0) && !this.mayApply()) return
      if (isFollowing) {
        this.inFlight = nothing
        this.patiently(this.follow())
        continue
      }
      if (this.gathered.updates.length > 0) this.patiently(this.followHeard())
      if (!this.isRunning || !this.isAtBoundary()) return
      const window = this.withoutTaken(this.gathered)
      this.gathered = nothing
      this.inFlight = window
      this.patiently(this.process(window))
    }
  }

  private gather(): Window {
    if (this.gathered === nothing) this.gathered = new Window()
    return this.gathered
  }

  private mayApply(): boolean {
    return this.wake() && this.context.pace.begin(() => this.advance())
  }

  private isAtBoundary(): boolean {
    return this.inFlight === undefined && !this.isWaking
  }

  /** Nobody is answered with less than was known to be stored when they asked. */
  private goOn(): void {
    this.atNextBoundary.run(this.isBehind ? this.seq : Number.POSITIVE_INFINITY)
    this.advance()
  }

  private get isBehind(): boolean {
    return this.others.newest > this.seq
  }

  private async waitUntilLive(waking: Promise<void>): Promise<void> {
    this.isWaking = true
    await waking
    this.isWaking = false
    if (this.isRunning) this.goOn()
  }

  /** Without anything to store the window is settled before this returns. */
  private async process(window: Window): Promise<void> {
    const { update, authors = noWindow.authors, poison } = applyWindow(this.document, window)
    if (poison) return await this.expel(window, poison)
    if (update === undefined) return this.settle({ ...noWindow, window, authors, foreign: undefined, seq: this.seq })
    const claims = toClaims(window.claims, this.owners)
    const authorIds = [...new Set([...authors].map(({ person }) => person.id))]
    const row: NewUpdate = { documentId: this.documentId, bytes: update, authorIds, claims }
    const append = () => this.context.store.append(row)
    const followed = this.context.paths.follow(row, window.named)
    const appended = await (followed ? followed.commit(append) : append())
    if (!this.isRunning) return
    if (appended === 'gone') return this.context.onFailed('deleted')
    if (appended === 'taken') return await this.reload(window)
    if (appended <= this.seq) throw new Error('the log goes back behind what this room has')
    this.context.onAppended({ seq: appended, bytes: update, claims, ...followed?.published() })
    for (const { clientId, userId } of claims) this.owners.set(clientId, userId)
    const { update: foreign, heard } = await this.others.take(this.seq, appended - 1)
    this.settle({ window, update, authors, foreign, heard, followed, seq: appended })
  }

  private settle(commit: Commit): void {
    if (!this.isRunning) return
    this.inFlight = undefined
    this.reach(commit)
    this.goOn()
  }

  /** The document equals what is stored up to the commit. */
  private reach(commit: Commit): void {
    this.seq = commit.seq
    this.others.settle(commit.seq)
    this.context.queue.give(commit.window.bytes)
    this.context.onCommitted(commit)
  }

  /** At a boundary, which it is no more where this fails: then the promise says why. Else it is done before this returns. */
  private async followHeard(): Promise<void> {
    this.inFlight = nothing
    const { update, rows, heard } = this.others.takeHeard(this.seq)
    this.inFlight = undefined
    if (rows > 0) this.reach({ ...noWindow, foreign: update, heard, seq: this.seq + rows })
  }

  /** A claim that another node stored since an update was judged ends its author: to ask again would hide the conflict. */
  private withoutTaken(window: Window): Window {
    const losers = window.claimantsAgainst(this.owners)
    if (losers.size === 0) return window
    for (const loser of losers) loser.end('clientIdTaken')
    return this.salvage([window], losers)
  }

  /** What of `windows` can be stored without anything of `gone`. Whoever built on the rest of it has to send again. */
  private salvage(windows: readonly Window[], gone: ReadonlySet<Member>): Window {
    const rest = salvage(windows, gone, (client) => this.document.facts.clockOf(client))
    this.context.queue.give(windows.reduce((sum, { bytes }) => sum + bytes, 0) - rest.bytes)
    return rest
  }

  private async expel(window: Window, poison: PoisonError): Promise<void> {
    const culprit = window.updates[poison.place]?.author
    this.context.onPoison(poison, culprit?.person.id)
    culprit?.end('policy')
    if (culprit) await this.reload(window, culprit)
    else this.context.onFailed('internalError', poison)
  }

  /**
   * Builds the document anew from what is stored: it holds a window that cannot be. What waits goes on without the
   * updates of `culprit`; where there is none, the claims that are stored now say whose must not. Whoever sends an update
   * meanwhile is asked for it again.
   */
  private async reload(window: Window, culprit?: Member): Promise<void> {
    this.document.discard()
    const stored = await this.log.load()
    if (!stored) return this.context.onFailed('deleted')
    const foreign = await this.log.readBetween(this.seq, stored.seq + 1)
    const live = await this.context.turns.run(readLive(toUpdates(stored)), () => this.isRunning)
    if (!live || !this.isRunning) return live?.destroy()
    this.document.replace(live)
    for (const [client, userId] of stored.claims) this.owners.set(client, userId)
    if (!culprit && window.claimantsAgainst(this.owners).size === 0) {
      return this.context.onFailed('internalError', new Error('a claim was refused that nobody else has'))
    }
    const windows = [window, this.gathered]
    const gone = culprit ? windows.flatMap((part) => [...part.membersOf(culprit.person.id)]) : []
    this.inFlight = nothing
    this.gathered = this.salvage(windows, new Set(gone))
    this.settle({ ...noWindow, foreign: foreign.length > 0 ? Y.mergeUpdates(foreign) : undefined, seq: stored.seq })
  }

  /** With no window of ours: settled before this returns, where all of it was heard. */
  private async follow(): Promise<void> {
    const [seq, taking] = [this.seq, this.others.take(this.seq, this.others.newest)]
    const { update, rows, heard } = taking instanceof Promise ? await taking : taking
    this.settle({ ...noWindow, foreign: update, heard, seq: seq + rows })
  }

  /** Meanwhile everybody who waits is told so. */
  private patiently(work: Promise<void>): void {
    const stop = watchForStall(this.context.wheel, () => this.context.onStalled())
    void work.catch((cause: unknown) => this.fail(cause)).finally(stop)
  }

  private fail(cause: unknown): void {
    if (this.isRunning && cause instanceof PoisonError) this.context.onPoison(cause, undefined)
    if (this.isRunning) this.context.onFailed(closeOf(cause), cause)
  }
}
