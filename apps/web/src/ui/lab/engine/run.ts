import { bothWays, type Chaos, createChaos } from '@duplex/protocol/chaos'
import {
  type FetchTicket,
  type TakeHeldSlot,
  type TransportName,
  transportNames,
  type Wires,
} from '@duplex/protocol/client'
import { cutOf, editTimesOf } from '../job/edit-times.ts'
import type { Job } from '../job/job.ts'
import { Lane } from './lane.ts'
import type { LaneReport } from './lane-report.ts'
import { seat } from './places.ts'
import { pause } from './wait-for.ts'

export type RunParts = {
  /** Makes a document for each wire, and takes away those of earlier runs. */
  makeDocuments(signal: AbortSignal): Promise<Readonly<Record<TransportName, string>>>
  removeDocuments(): Promise<void>
  ticketsFor(documentId: string): FetchTicket
  wires: Wires
  takePlace: TakeHeldSlot
}

/** `failed`: there were no documents to run in. */
export type RunPhase = 'preparing' | 'connecting' | 'writing' | 'settling' | 'done' | 'stopped' | 'failed'

/** A run as it stands. */
export type RunView = {
  readonly job: Job
  readonly phase: RunPhase
  /** Since the writing began. */
  readonly elapsedMs: number
  readonly lanes: readonly LaneReport[]
  /** Why it failed. */
  readonly error: unknown
}

const tellEveryMs = 500
/** Before a cut, besides the delay of the network: an answer of the server is there by then. */
const foresightMs = 200

/** One run of a job over all wires at once. It begins as soon as it is made, and leaves nothing behind. */
export class LabRun {
  readonly done: Promise<RunView>
  readonly #job: Job
  readonly #parts: RunParts
  readonly #ending = new AbortController()
  readonly #listeners = new Set<() => void>()
  #lanes: Lane[] = []
  /** Between the readers and their wires, one for each lane. */
  #chaos: Chaos[] = []
  #startedAt = 0
  #view: RunView

  constructor(job: Job, parts: RunParts) {
    this.#job = job
    this.#parts = parts
    this.#view = { job, phase: 'preparing', elapsedMs: 0, lanes: [], error: undefined }
    this.done = this.#run()
  }

  getSnapshot = (): RunView => this.#view

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Ends it early; what was measured so far stays. */
  stop(): void {
    this.#ending.abort()
  }

  async #run(): Promise<RunView> {
    const { signal } = this.#ending
    try {
      await this.#open(await this.#parts.makeDocuments(signal), signal)
      await this.#write(signal)
      this.#tell('settling')
      await Promise.all(this.#lanes.map((lane) => lane.settle(signal)))
      this.#tell(signal.aborted ? 'stopped' : 'done')
    } catch (error) {
      this.#tell(signal.aborted ? 'stopped' : 'failed', error)
    } finally {
      await this.#clear()
    }
    return this.#view
  }

  async #open(documents: Readonly<Record<TransportName, string>>, signal: AbortSignal): Promise<void> {
    const { wires, takePlace, ticketsFor } = this.#parts
    const seating = await seat(1 + this.#job.readers, takePlace, signal)
    this.#lanes = transportNames.map((transport) => {
      const [writer, readers] = [this.#createChaos(), this.#createChaos()]
      this.#chaos.push(readers)
      return new Lane({
        job: this.#job,
        transport,
        documentId: documents[transport],
        fetchTicket: ticketsFor(documents[transport]),
        wires,
        disturbWriter: (inner) => writer.around(inner),
        disturbReaders: (inner) => readers.around(inner),
        seats: seating[transport],
        elapsedMs: () => performance.now() - this.#startedAt,
      })
    })
    this.#tell('connecting')
    await Promise.all(this.#lanes.map((lane) => lane.open(signal)))
  }

  #createChaos(): Chaos {
    const chaos = createChaos()
    chaos.set(bothWays({ delayMs: this.#job.delayMs }))
    return chaos
  }

  /** Follows one plan of moments, in which every lane does the same at the same time. */
  async #write(signal: AbortSignal): Promise<void> {
    this.#startedAt = performance.now()
    for (const { at, act } of this.#plan()) {
      await pause(this.#startedAt + at - performance.now(), signal)
      if (signal.aborted) return
      act()
    }
  }

  #plan(): { at: number; act: () => void }[] {
    const cut = cutOf(this.#job)
    const write = () => {
      for (const lane of this.#lanes) lane.write()
    }
    const endMs = this.#job.seconds * 1_000
    const plan = editTimesOf(this.#job).map((at) => ({ at, act: write }))
    for (let at = tellEveryMs; at <= endMs; at += tellEveryMs) {
      plan.push({ at, act: () => this.#note(at) })
    }
    if (cut !== undefined) {
      const cutAll = () => {
        for (const chaos of this.#chaos) chaos.cut(cut.untilMs - cut.fromMs)
      }
      const foresee = () => {
        for (const lane of this.#lanes) void lane.foreseeCut(this.#ending.signal)
      }
      plan.push({ at: cut.fromMs - foresightMs - 2 * this.#job.delayMs, act: foresee })
      // Something is written meanwhile, so that there is something to miss.
      plan.push({ at: cut.fromMs, act: cutAll }, { at: (cut.fromMs + cut.untilMs) / 2, act: write })
    }
    return plan.sort((a, b) => a.at - b.at)
  }

  #note(at: number): void {
    if (at % 1_000 === 0) for (const lane of this.#lanes) lane.note(at / 1_000 - 1)
    this.#tell('writing')
  }

  #tell(phase: RunPhase, error?: unknown): void {
    const elapsedMs = this.#startedAt === 0 ? 0 : performance.now() - this.#startedAt
    this.#view = { job: this.#job, phase, elapsedMs, lanes: this.#lanes.map((lane) => lane.report()), error }
    for (const listener of [...this.#listeners]) listener()
  }

  /** Also where it failed half-way: nobody stays connected, no place stays taken, no document stays. */
  async #clear(): Promise<void> {
    for (const lane of this.#lanes) lane.close()
    this.#ending.abort()
    await this.#parts.removeDocuments()
  }
}
