import { beforeEach, describe, expect, it } from 'vitest'
import { DocumentSize } from './document-size.ts'

describe('DocumentSize', () => {
  let asked: number
  let size: DocumentSize

  beforeEach(() => {
    asked = 0
    size = new DocumentSize({ snapshot: 0, log: 0 }, { maxBytes: 10_000, ask: () => asked++ })
  })

  it('V6 asks for a snapshot where the estimate says that there is no space, and only then', () => {
    size.grow(5_000)
    expect([size.spaceFor(5_000), asked]).toEqual(['enough', 0])
    expect([size.spaceFor(5_001), asked]).toEqual([{ retryMs: 500 }, 1])
    expect(size.settle({ snapshot: 100, log: 0 })).toBeUndefined()
    expect([size.spaceFor(9_900), size.spaceFor(9_901), size.estimate, asked]).toEqual(['enough', 'none', 100, 1])
  })

  it('V6 says that there is no space only by a snapshot that has everything', () => {
    size.grow(9_000)
    size.settle({ snapshot: 8_900, log: 90 })
    expect(size.spaceFor(1_020)).toEqual({ retryMs: 500 })
    size.settle({ snapshot: 8_980, log: 0 })
    expect([size.spaceFor(1_020), size.spaceFor(1_021)]).toEqual(['enough', 'none'])
  })

  it('V6 warns once at each share, of what a snapshot says', () => {
    for (let i = 0; i < 7; i++) size.grow(1_000)
    expect([size.warning, asked > 0]).toEqual([undefined, true])
    expect(size.settle({ snapshot: 1_000, log: 0 })).toBeUndefined()
    for (let i = 0; i < 6; i++) size.grow(1_000)
    expect(size.settle({ snapshot: 6_500, log: 500 })).toBe(7_000)
    expect(size.settle({ snapshot: 6_900, log: 0 })).toBeUndefined()
    expect(size.warning).toBe(6_900)
    size.grow(1_500)
    expect(size.settle({ snapshot: 8_400, log: 0 })).toBe(8_400)
  })

  it('V6 knows from the start what a snapshot had, and may count what followed it twice', () => {
    const opened = new DocumentSize({ snapshot: 6_100, log: 3_000 }, { maxBytes: 10_000, ask: () => asked++ })
    expect([opened.warning, opened.spaceFor(1_000)]).toEqual([9_100, { retryMs: 500 }])
  })
})
