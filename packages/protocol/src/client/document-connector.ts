import type { Awareness } from 'y-protocols/awareness'
import type { Doc, Transaction } from 'yjs'
import type { Hello, Notice } from '../messages.ts'
import { schemaVersion } from '../schema-version.ts'
import { Attempt } from './attempt.ts'
import type { Clock } from './clock.ts'
import { Dialogue } from './dialogue.ts'
import { type Ending, endingOf, endingOfClose, endingOfRefusal, unreachable } from './ending.ts'
import type { UpdateTraces } from './followed-edits.ts'
import { Link } from './link.ts'
import { Outbox } from './outbox.ts'
import { OutgoingGate } from './outgoing-gate.ts'
import type { PageSignal, PageSignals } from './page-signals.ts'
import { type Phase, toStatus } from './phase.ts'
import { OwnPresence } from './presence.ts'
import { RetrySchedule } from './retry-schedule.ts'
import { ServerReports } from './server-reports.ts'
import { createStatusStore, type EndCause } from './status.ts'
import type { FetchTicket, TicketAnswer } from './ticket-answer.ts'
import { Tickets } from './tickets.ts'
import { Tidying } from './tidying.ts'
import { createSocketClass } from './transport/carried-socket.ts'
import type { OpenCarrier } from './transport/carrier.ts'
import type { TakeHeldSlot } from './transport/held-slots.ts'
import { Ladder } from './transport/ladder.ts'
import type { TransportChoice, TransportName, TransportStore } from './transport/transport-name.ts'
import { createWatched } from './watched.ts'

type ConnectorParts = {
  doc: Doc
  documentId: string
  fetchTicket: FetchTicket
  awareness: Awareness
  openSocket: OpenCarrier
  fetch: typeof fetch
  transport: TransportName | undefined
  pollIntervalMs: number | undefined
  takeHeldSlot: TakeHeldSlot
  clock: Clock
  random: () => number
  page: PageSignals
  traces: UpdateTraces | undefined
  /** Called once, when the connector is destroyed. */
  release: () => void
}

/** Joins the parts of a connection: what each of them reports becomes the next phase, and the phase the status. */
export class DocumentConnector {
  readonly awareness: Awareness
  readonly #parts: ConnectorParts
  readonly #outbox = new Outbox()
  readonly #tidying: Tidying
  readonly #presence: OwnPresence
  readonly #gate: OutgoingGate
  readonly #dialogue: Dialogue
  readonly #schedule: RetrySchedule
  readonly #ladder: Ladder
  readonly #tickets: Tickets
  readonly #link: Link
  readonly reports = new ServerReports((message) => this.#link.send(message))
  readonly #notices = new Set<(notice: Notice) => void>()
  readonly #leavePage: () => void
  readonly status = createStatusStore({ kind: 'connecting', outbox: this.#outbox.facts() })
  readonly transport: TransportStore & { set(next: TransportChoice): void }
  serverTimeOffsetMs: number | undefined
  #phase: Phase = { kind: 'attempting' }
  #attempt: Attempt | undefined
  /** The local history at which the server found the document too big. */
  #refusedChanges: number | undefined

  constructor(parts: ConnectorParts) {
    this.#parts = parts
    this.awareness = parts.awareness
    this.#tidying = new Tidying(parts.doc)
    this.#presence = new OwnPresence(parts.awareness)
    this.#gate = new OutgoingGate({
      outbox: this.#outbox,
      presence: this.#presence,
      clock: parts.clock,
      traces: parts.traces,
      send: (frame) => this.#link.send(frame),
      onTooBig: () => this.#end(endingOf('messageTooBig')),
    })
    this.#dialogue = new Dialogue({
      ...parts,
      outbox: this.#outbox,
      askForState: () => this.#link.askForState(),
      onChanged: (attached) => this.#enter({ kind: 'attached', ...attached }),
      onEnded: (ending) => this.#end(ending),
    })
    this.#schedule = new RetrySchedule({ ...parts, attempt: () => this.#start() })
    this.#tickets = new Tickets(parts)
    this.#ladder = this.#createLadder()
    this.transport = createWatched(this.#ladder.choice, Object.is)
    // Order: a change is counted before the provider, which listens after us, sends it.
    parts.doc.on('update', this.#onUpdate)
    parts.doc.on('destroy', this.destroy)
    this.#link = this.#createLink()
    this.#leavePage = parts.page.subscribe((signal) => this.#onSignal(signal))
    this.#start()
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#notices.add(listener)
    return () => this.#notices.delete(listener)
  }

  reconnectNow(): void {
    if (this.#refusedChanges === this.#outbox.changes) return
    if (this.#phase.kind !== 'waiting' && this.#phase.kind !== 'stopped') return
    this.#schedule.forget()
    this.#start()
  }

  pinTransport(transport: TransportName | undefined): void {
    const isUnderWay = this.#phase.kind === 'attempting' || this.#phase.kind === 'attached'
    if (!this.#ladder.pin(transport) && isUnderWay) this.#start()
    else this.reconnectNow()
  }

  destroy = (): void => {
    if (this.#phase.kind === 'destroyed') return
    this.#tidying.stop()
    this.#parts.doc.off('update', this.#onUpdate)
    this.#parts.doc.off('destroy', this.destroy)
    this.#leavePage()
    this.#gate.flush()
    this.#presence.clear()
    this.#detach()
    this.#link.destroy()
    this.#notices.clear()
    this.#parts.release()
    this.#enter({ kind: 'destroyed' })
  }

  #createLadder(): Ladder {
    return new Ladder({
      ...this.#parts,
      pinned: this.#parts.transport,
      isVisible: () => this.#parts.page.isVisible(),
      onChanged: () => this.transport.set(this.#ladder.choice),
      onBetter: () => this.#start(),
    })
  }

  #createLink(): Link {
    const socketClass = createSocketClass((...asked) => this.#ladder.open(...asked))
    return new Link(
      { ...this.#parts, WebSocket: socketClass },
      {
        gate: (frame) => {
          const passed = this.#gate.pass(frame)
          this.#dialogue.onSent()
          return passed
        },
        onHello: (hello) => this.#onHello(hello),
        onServerState: () => this.#dialogue.onServerState(),
        onAcknowledgement: (acknowledgement) => {
          this.#dialogue.onAcknowledgement(acknowledgement)
          this.#gate.onAcknowledgement(acknowledgement)
        },
        onHeartbeat: ({ serverTime }) => {
          this.serverTimeOffsetMs = serverTime - this.#parts.clock.now()
        },
        onNotice: (notice) => this.#onNotice(notice),
        onReport: (report) => this.reports.onReport(report),
        onEnd: (end) => this.#onEnd(end === undefined ? endingOf('noAnswer') : endingOfClose(end)),
        onUnreadable: () => this.#end(endingOf('undecodable')),
      },
    )
  }

  #start(): void {
    this.#detach()
    this.#attempt = new Attempt(this.#parts.clock, () => this.#end(endingOf('noAnswer')))
    this.#enter({ kind: 'attempting' })
    void this.#openWithTicket(this.#attempt.signal)
  }

  async #openWithTicket(signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.#tickets.next(signal)
      if (signal.aborted) return
      if (answer.kind === 'ticket') this.#open(answer)
      else this.#end(endingOfRefusal(answer))
    } catch {
      // Whatever it was, the page shows it as "unreachable", and the next attempt meets it again.
      if (!signal.aborted) this.#end(unreachable)
    }
  }

  #open({ url, protocols }: Extract<TicketAnswer, { kind: 'ticket' }>): void {
    this.#attempt?.beginPart()
    this.#dialogue.start()
    this.#presence.renew()
    this.#link.open(url, protocols)
    this.#publish()
  }

  #onHello(hello: Hello): void {
    if (hello.schemaVersion > schemaVersion) {
      this.#stop('schemaTooOld')
      return
    }
    this.#attempt?.succeed()
    this.#schedule.startHealth()
    this.#tickets.onHello()
    this.#gate.open(hello)
    this.#dialogue.onHello(hello)
    this.reports.onHello()
  }

  #onNotice(notice: Notice): void {
    if (this.#tickets.keep(notice)) return
    this.#dialogue.onNotice(notice)
    for (const listener of [...this.#notices]) listener(notice)
  }

  #onEnd(ending: Ending): void {
    if (ending.cause === 'abnormal' && this.#ladder.descend()) this.#start()
    else this.#end(this.#tickets.onEnding(ending, this.#phase.kind === 'attempting'))
  }

  #onSignal(signal: PageSignal): void {
    const isUnderWay = this.#phase.kind === 'attempting' || this.#phase.kind === 'attached'
    switch (signal) {
      case 'hidden':
        this.#gate.flush()
        this.#presence.hide()
        this.#ladder.flush()
        break
      case 'offline':
        if (isUnderWay) this.#end(unreachable)
        break
      case 'restored':
        this.#presence.restore()
        this.#schedule.hurry()
        break
      case 'online':
        this.#ladder.forget()
        this.#schedule.hurry()
        break
      case 'visible':
        this.#ladder.wake()
        this.#schedule.hurry()
    }
    this.#publish()
  }

  #onUpdate = (_update: Uint8Array, origin: unknown, _doc: Doc, transaction: Transaction): void => {
    this.#presence.followClientId()
    if (this.#link.isFromServer(origin)) return
    if (transaction.local && !this.#tidying.has(transaction)) this.#outbox.recordEdit()
    else this.#outbox.recordMerge()
    this.#publish()
  }

  #end(ending: Ending): void {
    this.#detach()
    const retryAt = this.#schedule.plan(ending)
    if (retryAt !== undefined) this.#enter({ kind: 'waiting', cause: ending.cause, retryAt })
    else if (this.#ladder.distrust(ending)) this.#start()
    else this.#stop(ending.cause)
  }

  #stop(cause: EndCause): void {
    this.#detach()
    if (cause === 'messageTooBig' || cause === 'documentTooBig') this.#refusedChanges = this.#outbox.changes
    this.#enter({ kind: 'stopped', cause })
  }

  /** Ends whatever is under way; safe to call at any time. */
  #detach(): void {
    this.#gate.close()
    this.#dialogue.stop()
    this.reports.stop()
    this.#presence.followClientId()
    this.#attempt?.abort()
    this.#schedule.cancel()
    this.#link.close()
  }

  #enter(phase: Phase): void {
    this.#phase = phase
    this.#publish()
  }

  #publish(): void {
    this.status.set(
      toStatus(this.#phase, {
        outbox: this.#outbox.facts(),
        isOnline: this.#parts.page.isOnline(),
        isDiverged: this.#dialogue.isDiverged,
      }),
    )
  }
}
