import { type TransportName, transportNames } from '@duplex/protocol/client'
import type { LaneReport, Moment } from '../engine/lane-report.ts'

export const chartNames = ['latency', 'requests', 'bytes'] as const
export type ChartName = (typeof chartNames)[number]

/** One second of a chart: its end, and a value for each wire that has one. */
export type ChartRow = { second: number } & Partial<Record<TransportName, number>>

/** What a latency is drawn as where it would be nothing: its axis is logarithmic. */
const leastMs = 0.5

const readers: Readonly<Record<ChartName, (moment: Moment) => number | undefined>> = {
  latency: ({ latencyMs }) => (latencyMs === undefined ? undefined : Math.max(leastMs, latencyMs)),
  requests: ({ requests }) => requests,
  bytes: ({ bytes }) => bytes,
}

/** A row for each second that all lanes have gone through. */
export function toChartRows(lanes: readonly Pick<LaneReport, 'transport' | 'moments'>[], chart: ChartName): ChartRow[] {
  const length = Math.max(0, ...lanes.map(({ moments }) => moments.length))
  const read = readers[chart]
  return Array.from({ length }, (_, i) => {
    const row: ChartRow = { second: i + 1 }
    for (const { transport, moments } of lanes) {
      const moment = moments[i]
      const value = moment && read(moment)
      if (value !== undefined) row[transport] = value
    }
    return row
  })
}

/** Wires that have something in the rows. */
export function wiresIn(rows: readonly ChartRow[]): TransportName[] {
  return transportNames.filter((name) => rows.some((row) => row[name] !== undefined))
}
