import { describe, expect, it } from 'vitest'
import { Progress } from './progress.ts'

describe('the progress of a source', () => {
  it('is what the stored edits carry, and never more', () => {
    const progress = new Progress()
    for (const bytes of [10, 20, 30]) {
      progress.recordEdit()
      progress.recordTyped(bytes)
    }
    expect(progress.acknowledge(3)).toBe(false)
    expect(progress.storedBytes).toBe(0)
    expect(progress.acknowledge(1)).toBe(true)
    expect(progress.storedBytes).toBe(20)
    expect(progress.acknowledge(1)).toBe(false)
    expect(progress.acknowledge(0)).toBe(true)
    expect(progress.storedBytes).toBe(30)
  })

  it('goes past what changes nothing, once all before it is stored', () => {
    const progress = new Progress()
    progress.recordEdit()
    progress.recordTyped(10)
    progress.recordTyped(11)
    expect(progress.acknowledge(1)).toBe(false)
    expect(progress.acknowledge(0)).toBe(true)
    expect(progress.storedBytes).toBe(11)
    progress.recordTyped(12)
    expect(progress.acknowledge(0)).toBe(true)
    expect(progress.storedBytes).toBe(12)
  })
})
