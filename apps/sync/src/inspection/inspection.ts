import { encodeReport, type InspectWish, limits, type WireFact } from '@duplex/protocol'
import type { Cancel, Clock } from '../clock.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import type { Inspected, Observer } from './inspected.ts'

/** Bytes that wait for the client above which no report is put on top of them. */
const maxWaitingBytes = 64 * limits.KiB

export type InspectionParts = {
  readonly transport: Inspected & { readonly bufferedBytes: number }
  readonly clock: Clock
  readonly wheel: TimerWheel
  send(message: Uint8Array): void
}

type Gathered = { readonly fact: WireFact; readonly at: number }

/**
 * What one client is told of its own connection, since it first asked. What passes is gathered for a report, which
 * goes out some time after a message or a frame passed. Reports are no news, and neither are the requests that carry
 * them: those wait for the next report, so that no report is the reason of another.
 */
export class Inspection implements Observer {
  private gathered: Gathered[] = []
  private leftOut = 0
  private isTelling = false
  private isEnded = false
  private pingedAt: number | undefined
  private cancel: Cancel | undefined

  constructor(private readonly parts: InspectionParts) {}

  heed(wish: InspectWish): void {
    if (wish === 'on') this.parts.transport.observe(this)
    if (wish === 'off') this.stop()
    // Order: a transport counts the bytes that brought this message after it has passed the message on.
    else setImmediate(() => this.tell(wish === 'on' ? this.take() : []))
  }

  onFact(fact: WireFact): void {
    if (this.isTelling) return
    const at = this.parts.clock.elapsed()
    if (this.gathered.length < limits.maxReportRecords) this.gathered.push({ fact: this.timed(fact, at), at })
    else this.leftOut++
    if (fact.kind === 'frame') this.plan()
  }

  onMessage(): void {
    if (!this.isTelling) this.plan()
  }

  /** The connection is over. */
  end(): void {
    this.isEnded = true
    this.stop()
  }

  private stop(): void {
    this.parts.transport.observe(undefined)
    this.cancel?.()
    this.cancel = undefined
    this.take()
    this.leftOut = 0
  }

  private plan(): void {
    this.cancel ??= this.parts.wheel.after(limits.reportMs, () => {
      this.cancel = undefined
      if (this.parts.transport.bufferedBytes > maxWaitingBytes) this.plan()
      else this.tell(this.take())
    })
  }

  private tell(gathered: readonly Gathered[]): void {
    if (this.isEnded) return
    const { clock, transport, send } = this.parts
    const now = clock.elapsed()
    const records = gathered.map(({ fact, at }) => ({ ...fact, ageMs: Math.round(now - at) }))
    const report = { time: clock.now(), totals: transport.totals, leftOut: this.leftOut, records }
    this.leftOut = 0
    this.isTelling = true
    send(encodeReport(report))
    this.isTelling = false
  }

  private take(): readonly Gathered[] {
    const { gathered } = this
    this.gathered = []
    return gathered
  }

  /** A pong with the time since the ping that it answers. */
  private timed(fact: WireFact, at: number): WireFact {
    if (fact.kind !== 'frame') return fact
    if (fact.start === pingStart && fact.direction === 'out') this.pingedAt = at
    if (fact.start !== pongStart || fact.direction !== 'in' || this.pingedAt === undefined) return fact
    const roundTripUs = Math.round((at - this.pingedAt) * 1000)
    this.pingedAt = undefined
    return { ...fact, roundTripUs }
  }
}

const pingStart = 0x89
const pongStart = 0x8a
