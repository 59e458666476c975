import { expect, test } from 'vitest'
import { toChartRows, wiresIn } from './chart-data.ts'

const lanes = [
  {
    transport: 'websocket' as const,
    moments: [
      { second: 0, latencyMs: 0.1, requests: 2, bytes: 300 },
      { second: 1, latencyMs: 8, requests: 2, bytes: 600 },
    ],
  },
  { transport: 'sse' as const, moments: [] },
  { transport: 'polling' as const, moments: [{ second: 0, latencyMs: undefined, requests: 3, bytes: 900 }] },
]

test('a chart has a row for each second, and in it the wires that have something to show', () => {
  expect(toChartRows(lanes, 'bytes')).toEqual([
    { second: 1, websocket: 300, polling: 900 },
    { second: 2, websocket: 600 },
  ])
  // Nothing has no place on a logarithmic axis.
  expect(toChartRows(lanes, 'latency')).toEqual([
    { second: 1, websocket: 0.5 },
    { second: 2, websocket: 8 },
  ])
  expect(wiresIn(toChartRows(lanes, 'requests'))).toEqual(['websocket', 'polling'])
  expect(toChartRows([], 'bytes')).toEqual([])
})
