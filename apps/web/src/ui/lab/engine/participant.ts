import {
  createDocumentConnection,
  type DocumentConnection,
  type FetchTicket,
  type TransportName,
  type Wires,
} from '@duplex/protocol/client'
import { Doc } from 'yjs'
import type { Job } from '../job/job.ts'
import { type Audit, isSameCount, toAudit } from './audit.ts'
import { LabText } from './lab-text.ts'
import { Meter } from './meter.ts'
import { waitFor } from './wait-for.ts'

export type ParticipantParts = {
  job: Pick<Job, 'payloadBytes' | 'pollIntervalMs'>
  documentId: string
  transport: TransportName
  fetchTicket: FetchTicket
  /** What goes out onto them is counted. */
  wires: Wires
  /** What stands between the client and its wires. */
  disturb: (wires: Wires) => Wires
}

/** Longer than the server and a wire take for an answer, whatever carries it. */
const maxAuditMs = 5_000

/** One client in a lane's document: the same that a document page has, pinned to one wire. */
export class Participant {
  readonly doc = new Doc()
  readonly text: LabText
  readonly meter = new Meter()
  readonly connection: DocumentConnection
  /** One for each connection that it had, as far as it was asked in time. */
  readonly audits: Audit[] = []
  readonly #pollIntervalMs: number

  constructor({ job, documentId, transport, fetchTicket, wires, disturb }: ParticipantParts) {
    this.#pollIntervalMs = job.pollIntervalMs
    this.text = new LabText(this.doc, job.payloadBytes)
    this.connection = createDocumentConnection({
      doc: this.doc,
      documentId,
      transport,
      pollIntervalMs: job.pollIntervalMs,
      fetchTicket,
      ...disturb(this.meter.around(wires)),
      // The run has taken its places already.
      takeHeldSlot: async () => true,
    })
  }

  get isLive(): boolean {
    const status = this.connection.status.getSnapshot()
    return status.kind === 'live' && status.synced
  }

  get isStored(): boolean {
    return this.isLive && this.connection.status.getSnapshot().outbox.safety === 'stored'
  }

  /** Why nothing more is tried; undefined where something is. */
  get stoppedBy(): string | undefined {
    const status = this.connection.status.getSnapshot()
    return status.kind === 'stopped' ? status.cause : undefined
  }

  onEdit(listener: () => void): () => void {
    this.doc.on('update', listener)
    return () => this.doc.off('update', listener)
  }

  /** Whether `condition` came true in time. A connection that has stopped waits for nothing. */
  async until(condition: () => boolean, maxMs: number, signal: AbortSignal): Promise<boolean> {
    const on = [this.connection.status.subscribe, (listener: () => void) => this.onEdit(listener)]
    await waitFor(() => condition() || this.stoppedBy !== undefined, { on, maxMs, signal })
    return condition()
  }

  /**
   * Asks the server what it has counted on this connection. What is said while the answer is on its way, presence now
   * and then, counts on one side only: then it is asked again, up to `tries` times.
   */
  async audit(tries: number, signal: AbortSignal): Promise<void> {
    let audit: Audit | undefined
    for (let i = 0; i < tries && !(audit && isSameCount(audit)); i++) audit = (await this.#ask(signal)) ?? audit
    if (audit) this.audits.push(audit)
  }

  async #ask(signal: AbortSignal): Promise<Audit | undefined> {
    let audit: Audit | undefined
    const requestsBefore = this.meter.sinceConnected.requests
    const { reports } = this.connection
    const onReport = (listener: () => void) =>
      reports.subscribe((report) => {
        audit ??= toAudit(report, this.meter.beforeReport, requestsBefore)
        listener()
      })
    reports.ask('on')
    await waitFor(() => audit !== undefined, { on: [onReport], maxMs: maxAuditMs + this.#pollIntervalMs, signal })
    reports.ask('off')
    return audit
  }

  leave(): void {
    this.connection.destroy()
    this.doc.destroy()
  }
}
