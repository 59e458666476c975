import type { FetchTicket, TransportName, Wires } from '@duplex/protocol/client'
import { cutOf } from '../job/edit-times.ts'
import type { Job } from '../job/job.ts'
import { textAfter } from './lab-text.ts'
import type { LaneProblem, LaneReport, Moment } from './lane-report.ts'
import { Participant } from './participant.ts'
import { reportOf } from './report-lane.ts'
import { Stopwatch } from './stopwatch.ts'
import { pause } from './wait-for.ts'

/** A connection takes so long at most, over a slow wire and a slow network. */
const maxConnectMs = 15_000
/** So long after the last edit everybody has everything, also who was cut off and waits for another try. */
const maxSettleMs = 20_000
/** Nobody speaks for so long: longer than our client holds presence back. */
const silentMs = 300
const maxSilentTries = 10
const maxAudits = 4

export type LaneParts = {
  job: Job
  transport: TransportName
  documentId: string
  fetchTicket: FetchTicket
  wires: Wires
  disturbReaders: (wires: Wires) => Wires
  disturbWriter: (wires: Wires) => Wires
  /** Clients that have a place; the first of them writes. */
  seats: number
  /** ms since the writing began. */
  elapsedMs: () => number
}

/** One wire: a document, somebody who writes in it, and those who read along. */
export class Lane {
  readonly #parts: LaneParts
  readonly #stopwatch: Stopwatch
  readonly #moments: Moment[] = []
  #participants: Participant[] = []
  #state: LaneReport['state'] = 'connecting'
  #problem: LaneProblem | undefined
  #isEqual: boolean | undefined

  constructor(parts: LaneParts) {
    this.#parts = parts
    this.#stopwatch = new Stopwatch(Math.max(0, parts.seats - 1), cutOf(parts.job))
  }

  get transport(): TransportName {
    return this.#parts.transport
  }

  /** Connects everybody who has a place. Where that does not work the lane says why, and takes no further part. */
  async open(signal: AbortSignal): Promise<void> {
    const { seats } = this.#parts
    if (seats < 2) return this.#fail('crowded')
    this.#participants = Array.from({ length: seats }, (_, i) => this.#join(i))
    const connected = await Promise.all(
      this.#participants.map((one) => one.until(() => one.isLive, maxConnectMs, signal)),
    )
    if (signal.aborted) return
    const failed = this.#participants[connected.indexOf(false)]
    if (failed !== undefined) return this.#fail(failed.stoppedBy ?? 'timeout')
    this.#state = 'live'
  }

  /** The next edit. */
  write(): void {
    const writer = this.#participants[0]
    if (this.#state !== 'live' || writer === undefined) return
    this.#stopwatch.wrote(this.#parts.elapsedMs())
    writer.text.write()
  }

  /** Notes how things stand in this second. */
  note(second: number): void {
    const { requests, bytesUp, bytesDown } = this.report().page
    const latencies = this.#stopwatch.latencies(second)
    const mean = latencies.reduce((sum, ms) => sum + ms, 0) / latencies.length
    this.#moments.push({
      second,
      latencyMs: latencies.length === 0 ? undefined : mean,
      requests,
      bytes: bytesUp + bytesDown,
    })
  }

  /** Waits until everybody has everything and all is stored, or it takes too long. */
  async settle(signal: AbortSignal): Promise<void> {
    if (this.#state !== 'live') return
    const { written } = this.#stopwatch
    const [writer, ...readers] = this.#participants
    await Promise.all([
      writer?.until(() => writer.isStored, maxSettleMs, signal),
      ...readers.map((reader) => reader.until(() => reader.text.edits >= written, maxSettleMs, signal)),
    ])
    const expected = textAfter(written, this.#parts.job.payloadBytes)
    this.#isEqual = this.#participants.every(({ text }) => text.toString() === expected)
    await this.#fallSilent(signal)
    await Promise.all(this.#participants.map((one) => one.audit(maxAudits, signal)))
    this.#state = 'over'
  }

  /** Waits until nobody says anything any more: what is under way would be counted on one side only. */
  async #fallSilent(signal: AbortSignal): Promise<void> {
    const said = () => this.#participants.reduce((sum, { meter }) => sum + meter.count.messagesUp, 0)
    for (let i = 0, before = -1; i < maxSilentTries && before !== said(); i++) {
      before = said()
      await pause(silentMs + 2 * this.#parts.job.delayMs, signal)
    }
  }

  /** The readers will be cut off in a moment. A visit outlives that; a WebSocket does not, and its count with it. */
  async foreseeCut(signal: AbortSignal): Promise<void> {
    if (this.transport !== 'websocket' || this.#state !== 'live') return
    await Promise.all(this.#participants.slice(1).map((reader) => reader.audit(1, signal)))
  }

  report(): LaneReport {
    return reportOf({
      job: this.#parts.job,
      seats: this.#parts.seats,
      transport: this.transport,
      participants: this.#participants,
      stopwatch: this.#stopwatch,
      state: this.#state,
      problem: this.#problem,
      isEqual: this.#isEqual,
      moments: this.#moments,
    })
  }

  close(): void {
    for (const participant of this.#participants) participant.leave()
  }

  #join(index: number): Participant {
    const { disturbReaders, disturbWriter, elapsedMs, job } = this.#parts
    const one = new Participant({ ...this.#parts, disturb: index === 0 ? disturbWriter : disturbReaders })
    if (index === 0) return one
    one.onEdit(() => {
      const isNews = this.#stopwatch.arrived(index - 1, one.text.edits, elapsedMs())
      if (isNews && job.answers === 1) one.connection.awareness.setLocalState({ lab: one.text.edits })
    })
    return one
  }

  #fail(problem: LaneProblem): void {
    this.#state = 'failed'
    this.#problem = problem
  }
}
