import type { WireRow } from '@duplex/protocol/wire'
import { describe, expect, it } from 'vitest'
import { applyFilter, firstFilter, groupOf } from './filter.ts'
import { rangeOf, rowHeight } from './use-visible-range.ts'

const message = (name: string, direction: 'in' | 'out') =>
  ({ kind: 'message', direction, sight: { name } }) as unknown as WireRow
const rows = [
  { kind: 'handshake' } as unknown as WireRow,
  message('update', 'out'),
  message('acknowledgement', 'in'),
  message('report', 'in'),
  { kind: 'control', direction: 'in' } as unknown as WireRow,
]

describe('the filter of the wire inspector', () => {
  it('shows everything but the inspection itself at first', () => {
    expect(applyFilter(rows, firstFilter).map(groupOf)).toEqual(['connection', 'content', 'answers', 'control'])
  })

  it('keeps what has no direction, whichever is asked for', () => {
    const sent = applyFilter(rows, { ...firstFilter, direction: 'out' })
    expect(sent.map(groupOf)).toEqual(['connection', 'content'])
  })
})

describe('the rows in sight', () => {
  it('are few, however many there are', () => {
    const { from, to } = rangeOf({ top: 1_000 * rowHeight, height: 10 * rowHeight }, 2_000, -1, 0)
    expect([from <= 1_000, to >= 1_010, to - from < 40]).toEqual([true, true, true])
  })

  it('are those behind the open row, where that is high', () => {
    const openHeight = 600
    const { from, to } = rangeOf({ top: 10 * rowHeight + openHeight, height: 5 * rowHeight }, 2_000, 3, openHeight)
    expect(from).toBeLessThanOrEqual(10)
    expect(to).toBeGreaterThanOrEqual(15)
    const within = rangeOf({ top: 4 * rowHeight + 100, height: 100 }, 2_000, 3, openHeight)
    expect([within.from <= 3, within.to > 3]).toEqual([true, true])
  })

  it('are none of none', () => {
    expect(rangeOf({ top: 0, height: 300 }, 0, -1, 0)).toEqual({ from: 0, to: 0 })
  })
})
