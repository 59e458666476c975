import { verdictOf } from '../../close-codes.ts'
import type { Carriage, SeenRequest } from './carriage.ts'
import { frameHeaderBytes } from './frame-cost.ts'
import { mergeReport, messageKey } from './report-merge.ts'
import type { Retry } from './retry-notes.ts'
import { RowStore } from './row-store.ts'
import { holdsTicket, noticeHeadBytes, readSight, readUpdate } from './sight.ts'
import type { WireEvent } from './wire-event.ts'
import type { Deed, PageRequest, RequestTiming, WireRow } from './wire-row.ts'
import { type Comparison, compareTotals, WireSums } from './wire-sums.ts'
import type { WireTap } from './wire-tap.ts'

/** First bytes of each message that are kept. */
const maxHeadBytes = 256
/** Sums of what was sent that are kept, for reports about a moment that has passed. */
const maxOutSums = 1_000

export type WireLogParts = {
  readonly tap: WireTap
  /** What an update does to the document, which has it already. */
  interpret(update: Uint8Array): readonly Deed[]
  /** Whether this page writes under the Yjs client id. */
  isOwn(client: number): boolean
}

type MessageEvent = Extract<WireEvent, { kind: 'message' }>

/** Everything that passes while somebody watches, as rows, each told by both ends. */
export class WireLog {
  readonly #parts: WireLogParts
  readonly #rows = new RowStore()
  readonly #listeners = new Set<() => void>()
  readonly #outSums = new Map<string, number>()
  #sums = new WireSums()
  #comparison: Comparison | undefined
  #leftOut = 0
  #stop: () => void = () => undefined

  constructor(parts: WireLogParts) {
    this.#parts = parts
  }

  get rows(): readonly WireRow[] {
    return this.#rows.all()
  }

  get sums(): WireSums {
    return this.#sums
  }

  /** As of the newest report. */
  get comparison(): Comparison | undefined {
    return this.#comparison
  }

  /** Records that the server could not keep for a report. */
  get leftOut(): number {
    return this.#leftOut
  }

  /** Begins with what the tap remembers. */
  start(): void {
    this.#stop()
    for (const carriage of this.#parts.tap.carriages) this.#onCarriage(carriage)
    for (const retry of this.#parts.tap.retries) this.#onRetry(retry)
    this.#stop = this.#parts.tap.listen((event) => this.#hear(event))
    this.#tell()
  }

  stop(): void {
    this.#stop()
    this.#stop = () => undefined
  }

  clear(): void {
    this.#rows.clear()
    this.#sums = new WireSums()
    this.#leftOut = 0
    this.#tell()
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A request of the page, or a newer state of it. */
  onRequest(request: SeenRequest | PageRequest): void {
    const key = `request ${request.carriageId} ${request.id}`
    const row = this.#rows.find(key)
    if (row?.kind === 'request') this.#rows.replace({ ...row, request })
    else this.#rows.add({ kind: 'request', at: request.startedAt, request, server: undefined, timing: undefined }, key)
    this.#tell()
  }

  /** What the browser knows of the request to `path` that began at about `startedAt`. False where there is no such row. */
  onTiming(path: string, startedAt: number, timing: RequestTiming): boolean {
    for (const row of this.#rows.newest()) {
      if (row.kind !== 'request' || row.timing !== undefined || !row.request.url.endsWith(path)) continue
      if (Math.abs(row.request.startedAt - startedAt) > 100) continue
      this.#rows.replace({ ...row, timing })
      this.#tell()
      return true
    }
    return false
  }

  #hear(event: WireEvent): void {
    if (event.kind === 'carriage') this.#onCarriage(event.carriage)
    else if (event.kind === 'request') this.onRequest(event.request)
    else if (event.kind === 'retry') this.#onRetry(event.retry)
    else this.#onMessage(event)
    this.#tell()
  }

  #onCarriage(carriage: Carriage): void {
    const key = `carriage ${carriage.id}`
    const row = this.#rows.find(key)
    if (row?.kind === 'handshake') this.#rows.replace({ ...row, carriage })
    else this.#rows.add({ kind: 'handshake', at: carriage.startedAt, carriage, server: undefined }, key)
    if (carriage.end === undefined || this.#rows.find(`end ${key}`)) return
    const verdict = verdictOf(carriage.end.code)
    this.#rows.add({ kind: 'close', at: carriage.end.at, carriage, verdict }, `end ${key}`)
  }

  #onRetry(retry: Retry): void {
    const key = `retry ${retry.at}`
    if (!this.#rows.find(key)) this.#rows.add({ kind: 'retry', ...retry }, key)
  }

  #onMessage({ at, carriage, direction, number, message, requestId }: MessageEvent): void {
    const sight = readSight(message, at)
    const frameBytes = carriage.kind === 'websocket' ? frameHeaderBytes(direction, message.length) : 0
    this.#sums.count(sight.name, direction, message.length + frameBytes)
    if (direction === 'out') this.#keepOutSum(carriage)
    const key = messageKey(carriage.id, direction, number)
    const seen = { kind: 'message', at, carriageId: carriage.id, wire: carriage.kind, direction, number } as const
    const head = message.slice(0, holdsTicket(sight) ? noticeHeadBytes : maxHeadBytes)
    const unknown = { deeds: [], frame: undefined, event: undefined, requestId }
    const id = this.#rows.add({ ...seen, bytes: message.length, head, sight, ...unknown }, key)
    const update = readUpdate(message)
    // Order: the document has an update when whoever handles the message is done.
    if (update !== undefined) queueMicrotask(() => this.#interpret(id, update))
    if (sight.name !== 'report') return
    mergeReport(this.#rows, carriage.id, sight.report, at)
    this.#leftOut += sight.report.leftOut
    this.#compare(carriage, sight.report.totals, message.length + frameBytes)
  }

  #interpret(id: number, update: Uint8Array): void {
    const row = this.#rows.get(id)
    if (row?.kind !== 'message') return
    const deeds = this.#parts.interpret(update)
    this.#rows.replace({ ...row, deeds })
    if (row.direction === 'out' && row.sight.name === 'update')
      this.#sums.countDeeds(deeds.filter((deed) => this.#isOwn(deed)))
    this.#tell()
  }

  /** A deletion is the page's that sends it, whoever wrote what is deleted. */
  #isOwn(deed: Deed): boolean {
    return deed.kind === 'delete' || (deed.kind !== 'many' && this.#parts.isOwn(deed.client))
  }

  #keepOutSum({ id, out }: Carriage): void {
    this.#outSums.set(`${id} ${out.messages}`, out.bytes + out.headerBytes)
    const [oldest] = this.#outSums.keys()
    if (this.#outSums.size > maxOutSums && oldest !== undefined) this.#outSums.delete(oldest)
  }

  #compare(carriage: Carriage, server: Comparison['server'], reportBytes: number): void {
    const row = this.#rows.find(`carriage ${carriage.id}`)
    const handshake = row?.kind === 'handshake' ? row.server : undefined
    const outBytes = this.#outSums.get(`${carriage.id} ${server.messagesIn}`)
    this.#comparison = compareTotals(server, carriage, handshake, reportBytes, outBytes)
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
