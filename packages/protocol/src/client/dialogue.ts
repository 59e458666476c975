import { type Doc, getState } from 'yjs'
import type { Acknowledgement, Hello, Notice } from '../messages.ts'
import { mayWrite } from '../roles.ts'
import { digestStateVector } from '../state-digest.ts'
import type { Clock } from './clock.ts'
import { type Ending, endingOf, resync } from './ending.ts'
import type { Outbox } from './outbox.ts'
import { ReplicaCheck } from './replica-check.ts'
import type { Attached } from './status.ts'

/** How long the server may owe an answer, while it says that it is well, before the client hangs up. */
export const maxAnswerMs = 30_000

type DialogueParts = {
  doc: Doc
  outbox: Outbox
  clock: Clock
  /** Sends a sync step 1. */
  askForState(): void
  onChanged(attached: Attached): void
  onEnded(ending: Ending): void
}

/** What is said on one connection after another, from the hello on, and what it says about the document. */
export class Dialogue {
  readonly #parts: DialogueParts
  readonly #check = new ReplicaCheck()
  #attached: Attached | undefined
  #cancelDeadline: (() => void) | undefined

  constructor(parts: DialogueParts) {
    this.#parts = parts
  }

  get isDiverged(): boolean {
    return this.#check.isDiverged
  }

  /** A socket is about to open. */
  start(): void {
    this.#parts.outbox.startConnection()
    this.#check.startConnection()
  }

  stop(): void {
    this.#attached = undefined
    this.#cancelDeadline?.()
    this.#cancelDeadline = undefined
  }

  onHello({ role }: Hello): void {
    this.#change({ role, synced: false, storage: 'healthy', nodes: 'joined' })
  }

  onServerState(): void {
    this.#check.recordAnswer()
    if (this.#attached !== undefined) this.#change({ ...this.#attached, synced: true })
  }

  /** What the server says about itself. */
  onNotice(notice: Notice): void {
    if (this.#attached === undefined) return
    if (notice.kind === 'storage') this.#change({ ...this.#attached, storage: notice.state })
    if (notice.kind === 'nodes') this.#change({ ...this.#attached, nodes: notice.state })
  }

  /** @throws {RangeError} where the counts make no sense. */
  onAcknowledgement({ received, stored, digest }: Acknowledgement): void {
    this.#parts.outbox.acknowledge(received, stored)
    if (digest.length > 0) this.#compare(digest)
    if (this.#attached !== undefined) this.#change(this.#attached)
  }

  onSent(): void {
    if (this.#parts.outbox.awaitsReceipt) this.#awaitAnswer()
  }

  /** The server did something: what it still owes gets a new deadline. */
  #change(attached: Attached): void {
    this.#attached = attached
    this.#cancelDeadline?.()
    this.#cancelDeadline = undefined
    if (this.#isOwed(attached)) this.#awaitAnswer()
    this.#parts.onChanged(attached)
  }

  #isOwed({ role, synced }: Attached): boolean {
    const { hasSentState, awaitsReceipt } = this.#parts.outbox
    const isUnasked = mayWrite(role) && !hasSentState
    return !synced || isUnasked || awaitsReceipt || this.#check.awaitsAnswer
  }

  /** Without its database a server cannot answer, and says so: then waiting is right. */
  #awaitAnswer(): void {
    this.#cancelDeadline ??= this.#parts.clock.after(maxAnswerMs, () => {
      this.#cancelDeadline = undefined
      if (this.#attached?.storage === 'degraded') this.#awaitAnswer()
      else this.#parts.onEnded(endingOf('noAnswer'))
    })
  }

  /** A digest says something only while nothing of ours is on its way, and everything of theirs has arrived. */
  #compare(theirs: Uint8Array): void {
    if (!this.#isSettled) return
    const { store } = this.#parts.doc
    const ours = new Map([...store.clients.keys()].map((client) => [client, getState(store, client)]))
    switch (this.#check.compare(digestStateVector(ours), theirs)) {
      case 'same':
        this.#parts.outbox.confirmAll()
        break
      case 'ask':
        this.#parts.askForState()
        break
      case 'reconnect':
        this.#parts.onEnded(resync)
        break
      case 'diverged':
      case 'pending':
        break
    }
  }

  get #isSettled(): boolean {
    const { outbox } = this.#parts
    if (this.#attached === undefined || !this.#attached.synced || outbox.isInParts) return false
    const { safety, unsent } = outbox.facts()
    return mayWrite(this.#attached.role) ? safety === 'stored' : unsent === 0
  }
}
