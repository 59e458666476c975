import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { Overload } from '../overload.ts'
import { createHandshakeLimits } from './handshake-limits.ts'

const settings = {
  handshakeRate: { perSecond: 10, burst: 5 },
  addressHandshakeRate: { perSecond: 1, burst: 3 },
}

function scene() {
  const clock = createManualClock()
  return { clock, limits: createHandshakeLimits({ settings, clock, random: () => 0 }) }
}

/** Runs `pass` until it throws; how often it did not, and what it threw. */
function exhaust(pass: () => void): { passed: number; overload: Overload } {
  for (let passed = 0; passed < 1_000; passed++) {
    try {
      pass()
    } catch (error) {
      if (error instanceof Overload) return { passed, overload: error }
      throw error
    }
  }
  throw new Error('nothing is ever refused')
}

describe('L4 limits on handshakes', () => {
  it('L4 count each address by itself, and say when it may come back', () => {
    const { clock, limits } = scene()
    const { passed, overload } = exhaust(() => limits.knock('a'))
    expect(passed).toBe(3)
    expect(overload).toMatchObject({ close: 'overloaded', of: 'addressHandshakes', retryMs: 1_000 })
    expect(overload.reason).toBe('busy, retry in 1000 ms')
    expect(exhaust(() => limits.knock('b')).passed).toBe(3)
    clock.advance(overload.retryMs)
    expect(exhaust(() => limits.knock('a')).passed).toBe(1)
  })

  it('L4 count all who have a good ticket together, and nobody else', () => {
    const { limits } = scene()
    for (let i = 0; i < 1_000; i++) limits.knock(`address ${i}`)
    expect(exhaust(() => limits.enter())).toMatchObject({ passed: 5, overload: { of: 'nodeHandshakes' } })
  })

  it('L4 go on for an address that keeps asking, whoever else comes meanwhile', () => {
    const { clock, limits } = scene()
    exhaust(() => limits.knock('a'))
    for (let s = 0; s < 20; s++) {
      clock.advance(500)
      limits.knock(`other ${s}`)
      if (s % 2 === 1) limits.knock('a')
      expect(exhaust(() => limits.knock('a')).passed).toBe(0)
    }
  })
})
