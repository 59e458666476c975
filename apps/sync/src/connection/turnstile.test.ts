import { limits } from '@duplex/protocol'
import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import { createTurnstile } from './turnstile.ts'

type Crowd = { readonly enteredAt: readonly number[]; readonly refusals: number }

/** `count` clients that come within half a second and obey; what a client adds to a delay by itself is left out. */
function play(count: number): Crowd {
  const generator = prng.create(4)
  const random = () => prng.real53(generator)
  const enteredAt: number[] = []
  let [now, refusals] = [0, 0]
  const turn = createTurnstile(limits.handshakeRate, () => now, random)
  /** How many come in each ms. */
  const coming = new Uint32Array(60_000)
  const comeAt = (at: number) => Atomics.add(coming, Math.ceil(at), 1)
  for (let i = 0; i < count; i++) comeAt(random() * 500)
  for (now = 0; now < coming.length; now++) {
    for (let i = 0; i < (coming[now] ?? 0); i++) {
      const delayMs = turn()
      if (delayMs === 0) enteredAt.push(now)
      else comeAt(now + delayMs)
      if (delayMs > 0) refusals++
    }
  }
  return { enteredAt, refusals }
}

describe('L4 a turnstile', () => {
  it('L4 lets 500 clients of a node that restarted in without sending one away', () => {
    expect(play(500)).toMatchObject({ refusals: 0 })
  })

  it('L4 lets 5,000 clients in as fast as its rate allows, each after about one refusal', () => {
    const { enteredAt, refusals } = play(5_000)
    expect(enteredAt).toHaveLength(5_000)
    expect(Math.max(...enteredAt)).toBeLessThan(40_000)
    expect(refusals).toBeLessThan(1.2 * 4_500)
    const perSecond = Array.from({ length: 40 }, (_, s) => enteredAt.filter((at) => Math.floor(at / 1000) === s).length)
    expect(Math.max(...perSecond.slice(1))).toBeLessThanOrEqual(1.2 * limits.handshakeRate.perSecond)
  })

  it('L4 spreads those whom it sends away, and keeps nobody away for more than 45 s', () => {
    const turn = createTurnstile({ perSecond: 10, burst: 0 }, () => 0, Math.random)
    const delays = Array.from({ length: 10_000 }, turn)
    expect(Math.min(...delays)).toBeGreaterThan(0)
    expect(Math.max(...delays)).toBeLessThanOrEqual(45_000)
    expect(new Set(delays.slice(-1_000)).size).toBeGreaterThan(900)
  })
})
