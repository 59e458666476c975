import type { Thinning } from '@duplex/db'
import { describe, expect, it } from 'vitest'
import { toEventReport, toReport } from './thinning.ts'

function thinning(title: string, rows: number, staleRows: number): Thinning {
  const amount = (count: number) => ({ rows: count, bytes: count * 1_000 })
  return {
    documentId: title,
    title,
    updates: amount(rows),
    snapshots: amount(2),
    staleUpdates: amount(staleRows),
    staleSnapshots: amount(staleRows > 0 ? 1 : 0),
  }
}

describe('the report of what thinning would remove', () => {
  it('names each document that would lose something, and counts all', () => {
    const report = toReport([thinning('Old minutes', 900, 700), thinning('New', 10, 0)], 30)
    const [rule, , header, ...lines] = report.trimEnd().split('\n')
    expect(rule).toContain('30 days')
    expect(header?.split(/\s{2,}/)).toEqual(['document', 'updates', 'to go', 'snapshots', 'to go', 'kB', 'to go'])
    expect(lines.map((line) => line.split(/\s{2,}/))).toEqual([
      ['Old minutes', '900', '700', '2', '1', '902', '701'],
      ['all 2', '910', '700', '4', '1', '914', '701'],
    ])
  })

  it('ends with the events', () => {
    expect(toEventReport({ rows: 40, staleRows: 3 })).toMatch(/^\nEvents: 40, to go: 3\. /)
  })
})
