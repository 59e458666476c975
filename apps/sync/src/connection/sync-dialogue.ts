import { limits, mayWrite, type Role, type UntimedClose } from '@duplex/protocol'
import { encodeSync } from '../room/frames.ts'
import type { Member } from '../room/member.ts'
import type { Room } from '../room/room.ts'
import { UndecodableError } from '../room/undecodable-error.ts'
import type { Judgement } from '../room/update-judge.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { countClients, type Inbound } from './inbound.ts'

/**
 * Why a message led to nothing: bytes that make no sense; a type that nobody knows; an update after one that is missing;
 * or one that comes again later, when the room has read its log, or is live, or knows how much space there is; presence
 * that is known or not the sender's.
 */
export type DropReason = 'undecodable' | 'unknown' | 'gap' | 'rebuilding' | 'measuring' | 'presence'

/** The connection's side of the dialogue. */
export type Speaker = Member & {
  readonly isOpen: boolean
  /** A part of the answer to a sync step 1; it may be larger than what a slow reader may leave waiting. */
  sendAnswer(message: Uint8Array): void
  /** The client sent bytes that make no sense. */
  strike(): void
  /** Whether one more update may be judged again; counts it. */
  mayLook(): boolean
  /** A message led to nothing, though the connection stays. */
  drop(why: DropReason): void
}

/** ms from one look to the next while the database is away. */
const lookAgainMs = 5_000
/** An id that is taken is not among them: an answer leaves out what another's structs under it seem to make known. */
const doubtful: ReadonlySet<string> = new Set<Judgement['kind']>(['gap', 'forbidden'])

/** Resyncs that brought nothing, in a row: what the client answers leaves a gap, and its own document has it. */
const maxVainResyncs = 2

type Step1 = Extract<Inbound, { kind: 'step1' }>

type State =
  | { readonly kind: 'greeted' }
  /** A sync step 1 waits for the next boundary. */
  | { readonly kind: 'asked'; readonly question: Step1; readonly isFirst: boolean }
  | { readonly kind: 'synced' }

const refusals = {
  forbidden: 'forbidden',
  policy: 'policy',
  'client-taken': 'clientIdTaken',
  'document-full': 'documentTooBig',
  'queue-full': 'storageAway',
} as const satisfies Record<
  Exclude<Judgement['kind'], 'fits' | 'known' | 'gap' | 'rebuilding' | 'measuring'>,
  UntimedClose
>

/** Sync step 1, step 2 and update messages of one connection, and what it is told about them. */
export class SyncDialogue {
  private state: State = { kind: 'greeted' }
  private vainResyncs = 0
  private isLooking = false
  /** The first acknowledgement of everything a client had lets it compare documents without waiting for a heartbeat. */
  private owesDigest = false
  /** A digest waits for the next boundary, which may be hours away. */
  private isDigestDue = false
  private readonly acks = new Acknowledgements()
  /** Of the next step 2 or update, as the client named it. */
  private trace: Uint8Array | undefined

  constructor(
    private readonly speaker: Speaker,
    private readonly room: Room,
    private readonly role: Role,
  ) {}

  /** A sync step 1 arrived. One that still waits is replaced: any step 2 answers both. */
  onStep1(question: Step1): void {
    const before = this.state
    const isFirst = before.kind === 'asked' ? before.isFirst : before.kind === 'greeted'
    this.state = { kind: 'asked', question, isFirst }
    if (before.kind === 'asked') return
    this.room.whenAnswerable(this.speaker, question.stateVector, () => this.answer())
  }

  /** The next step 2 or update belongs to a trace, in 24 bytes. */
  onTrace(trace: Uint8Array): void {
    this.trace = trace
  }

  onUpdate(kind: 'step2' | 'update', update: Uint8Array): void {
    const { trace } = this
    this.trace = undefined
    this.acks.arrive(kind)
    const judgement = this.judge(update)
    if (doubtful.has(judgement.kind) && this.isPutOff(kind, judgement.kind)) return
    switch (judgement.kind) {
      case 'fits':
      case 'known':
        if (judgement.kind === 'fits') this.vainResyncs = 0
        this.room.hold(this.speaker, update, judgement, this.acks.accept(), trace)
        return
      case 'undecodable':
        this.speaker.strike()
        this.refuse(kind)
        return
      case 'gap':
        this.speaker.drop('gap')
        this.refuse(kind)
        return
      case 'rebuilding':
        this.speaker.drop('rebuilding')
        this.askAgain(this.acks.refuse())
        return
      case 'measuring':
        this.speaker.drop('measuring')
        this.askAgain(this.acks.refuse(), judgement.retryMs)
        return
      default:
        this.speaker.end(refusals[judgement.kind])
    }
  }

  /** Up to `upTo` is committed, as part of update `seq` or before it. Runs at a boundary. */
  onStored(upTo: number, seq: number): void {
    this.acks.store(upTo)
    if (!this.speaker.isExtended || !this.acks.hasNews) return
    const digest = this.owesDigest && this.acks.isSettled ? this.room.digest() : undefined
    if (digest) this.owesDigest = false
    this.speaker.send(this.acks.encode(seq, digest))
  }

  /** Says what was received while a commit takes long. */
  onWaiting(): void {
    if (this.speaker.isExtended && this.acks.hasNews) this.speaker.send(this.acks.encode(this.room.seq))
  }

  /** What was received up to here is not all held any more, and not stored. */
  onDropped(): void {
    this.askAgain(this.acks.drop())
  }

  /** Lets the client compare documents where nothing of its own is under way. */
  offerDigest(): void {
    if (this.state.kind !== 'synced' || this.isDigestDue) return
    this.isDigestDue = true
    this.room.atBoundary(this.speaker, () => {
      this.isDigestDue = false
      if (this.acks.isSettled) this.sendDigest()
    })
  }

  private judge(update: Uint8Array): Judgement | { readonly kind: 'undecodable' } {
    try {
      return this.room.judge(update, mayWrite(this.role) ? 'writer' : 'reader', this.speaker.person.id)
    } catch (error) {
      if (error instanceof UndecodableError) return { kind: 'undecodable' }
      throw error
    }
  }

  private answer(): void {
    if (!this.speaker.isOpen || this.state.kind !== 'asked') return
    const { question, isFirst } = this.state
    this.state = { kind: 'synced' }
    if (question.clients > countClients(this.room.encodeStateVector()) + limits.maxNewClients) {
      this.speaker.end('policy')
      return
    }
    for (const message of this.room.answer(this.speaker, question.stateVector)) this.speaker.sendAnswer(message)
    this.sendDigest()
    if (!isFirst) return
    this.acks.ask()
    this.ask()
    this.owesDigest = true
    const everybody = this.room.presence.everybody()
    if (everybody) this.speaker.send(everybody)
  }

  /** Lets the client see that it has what is stored. Runs at a boundary. */
  private sendDigest(): void {
    if (this.speaker.isExtended) this.speaker.send(this.acks.encode(this.room.seq, this.room.digest()))
  }

  /** Asks for what the client has and the room lacks. Runs at a boundary. */
  private ask(): void {
    if (this.speaker.isOpen) this.speaker.send(encodeSync('step1', this.room.encodeStateVector()))
  }

  /** The message that arrived last is refused. Its content has to come again, in the answer to a sync step 1. */
  private refuse(kind: 'step2' | 'update'): void {
    const need = this.acks.refuse()
    // An answer may come in parts, of which only the first is a step 2.
    if (kind === 'step2' || this.isToBeAsked(need)) this.vainResyncs++
    if (this.vainResyncs >= maxVainResyncs) this.speaker.end('policy')
    else this.askAgain(need)
  }

  /**
   * A client may hear of what another node stored before this one does, from a tab of the same browser. Whatever it then
   * sends back, or builds on it, is judged when this node has what is stored by now.
   */
  private isPutOff(kind: 'step2' | 'update', verdict: Judgement['kind'] | 'undecodable'): boolean {
    if (!this.room.mayBeBehind) return false
    // What is not the answer to a question comes again with it.
    const need = this.acks.refuse()
    const isFinal = kind === 'step2' || this.isToBeAsked(need)
    const isNew = isFinal && !this.isLooking
    // Only gaps come in numbers: what somebody types while their question is under way.
    if ((isNew || verdict === 'forbidden') && !this.speaker.mayLook()) return false
    this.speaker.drop('rebuilding')
    if (isNew) this.look()
    return true
  }

  private look(): void {
    this.isLooking = true
    this.room.lookIntoLog(this.speaker, (isKnown) => {
      this.isLooking = false
      this.askAgain(this.acks.need, isKnown ? 0 : lookAgainMs)
    })
  }

  private askAgain(need: 'ask' | 'wait', delayMs = 0): void {
    if (!this.isToBeAsked(need)) return
    this.acks.ask()
    const ask = () => this.room.atBoundary(this.speaker, () => this.ask())
    if (delayMs === 0) ask()
    else this.room.after(delayMs, this.speaker, ask)
  }

  /** Not before the first answer, which a question of ours follows anyway. */
  private isToBeAsked(need: 'ask' | 'wait'): boolean {
    const isFirstToCome = this.state.kind === 'greeted' || (this.state.kind === 'asked' && this.state.isFirst)
    return need === 'ask' && !isFirstToCome
  }
}
