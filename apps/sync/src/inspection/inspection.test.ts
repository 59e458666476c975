import { limits, messageType, readReport, type WireFact, type WireReport } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { createTimerWheel } from '../timer-wheel.ts'
import type { Observer } from './inspected.ts'
import { Inspection } from './inspection.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const totals = { requests: 1, bytesIn: 2, bytesOut: 3, framesIn: 4, framesOut: 5, messagesIn: 6, messagesOut: 7 }
const frame = (change: Partial<Extract<WireFact, { kind: 'frame' }>> = {}): WireFact => ({
  kind: 'frame',
  direction: 'out',
  start: 0x82,
  isMasked: false,
  headerBytes: 2,
  payloadBytes: 5,
  message: 1,
  roundTripUs: 0,
  ...change,
})
const request: WireFact = {
  kind: 'request',
  purpose: 'ask',
  status: 200,
  headBytes: 400,
  bodyBytes: 0,
  answerBytes: 300,
}

function setScene() {
  const clock = createManualClock()
  const reports: WireReport[] = []
  let observer: Observer | undefined
  const transport = {
    totals,
    bufferedBytes: 0,
    observe(next: Observer | undefined) {
      observer = next
    },
  }
  const inspection = new Inspection({
    transport,
    clock,
    wheel: createTimerWheel(clock),
    send(message) {
      // Whatever carries a report is seen like everything else.
      observer?.onFact(frame())
      expect(message[0]).toBe(messageType.report)
      reports.push(readReport(decoding.createDecoder(message.subarray(1))))
    },
  })
  return {
    inspection,
    clock,
    reports,
    transport,
    see: (fact: WireFact) => observer?.onFact(fact),
    pass: () => observer?.onMessage(),
  }
}

async function setInspected() {
  const scene = setScene()
  scene.inspection.heed('on')
  await turn()
  scene.reports.splice(0)
  return scene
}

describe('W7 inspection', () => {
  it('W7 reports at once, and then five times a second at most, with what passed meanwhile', async () => {
    const { inspection, clock, reports, see } = setScene()
    inspection.heed('on')
    await turn()
    expect(reports).toEqual([{ time: clock.now(), totals, leftOut: 0, records: [] }])
    for (let i = 0; i < 100; i++) {
      see(frame({ message: i + 1 }))
      clock.advance(10)
    }
    clock.advance(limits.reportMs)
    expect(reports.length).toBeLessThanOrEqual(1 + 5)
    const records = reports.flatMap((report) => report.records)
    expect(records.length).toBe(100)
    expect(records[0]).toMatchObject({ message: 1, ageMs: 250 })
  })

  it('W7 is silent where nothing passes but its own reports and the requests that carry them', async () => {
    const { clock, reports, see, pass } = await setInspected()
    see(request)
    clock.advance(60_000)
    expect([reports.length, clock.waiting]).toEqual([0, 0])
    pass()
    clock.advance(1_000)
    expect(reports.map(({ records }) => records.length)).toEqual([1])
  })

  it('W7 keeps no more than a report holds, and says how many it left out', async () => {
    const { clock, reports, see } = await setInspected()
    for (let i = 0; i < limits.maxReportRecords + 50; i++) see(frame())
    clock.advance(1_000)
    see(frame())
    clock.advance(1_000)
    expect(reports.map(({ leftOut, records }) => [leftOut, records.length])).toEqual([
      [50, limits.maxReportRecords],
      [0, 1],
    ])
  })

  it('W7 puts nothing on top of what waits for a slow client', async () => {
    const { clock, reports, see, transport } = await setInspected()
    transport.bufferedBytes = 100_000
    see(frame())
    clock.advance(10_000)
    expect(reports).toEqual([])
    transport.bufferedBytes = 0
    clock.advance(1_000)
    expect(reports.length).toBe(1)
  })

  it('W7 tells how long a pong took', async () => {
    const { clock, reports, see } = await setInspected()
    const control = { payloadBytes: 0, message: 0 }
    see(frame({ ...control, start: 0x89 }))
    clock.advance(12)
    see(frame({ ...control, start: 0x8a, direction: 'in' }))
    see(frame({ ...control, start: 0x8a, direction: 'in' }))
    clock.advance(1_000)
    const [report] = reports
    expect(report?.records.map((record) => 'roundTripUs' in record && record.roundTripUs)).toEqual([0, 12_000, 0])
  })

  it('W7 gives totals to who inspects nothing, and nothing after off or the end', async () => {
    const { inspection, clock, reports, see } = setScene()
    inspection.heed('totals')
    await turn()
    expect(reports.splice(0)).toEqual([{ time: clock.now(), totals, leftOut: 0, records: [] }])
    inspection.heed('on')
    await turn()
    see(frame())
    inspection.heed('off')
    clock.advance(1_000)
    expect(reports.splice(0).length).toBe(1)
    inspection.heed('totals')
    inspection.end()
    await turn()
    expect([reports.length, clock.waiting]).toEqual([0, 0])
  })
})
