import type { limits } from '@duplex/protocol'
import { Overload } from '../overload.ts'
import { createTurnstile } from './turnstile.ts'

export type HandshakeLimits = {
  /** Counts a handshake against its address, before anything that it says is looked at. Throws an Overload. */
  knock(address: string): void
  /** Counts a handshake whose ticket is good: a stranger cannot use up what others need. Throws an Overload. */
  enter(): void
}

export type HandshakeLimitsContext = {
  readonly settings: { readonly handshakeRate: limits.Rate; readonly addressHandshakeRate: limits.Rate }
  readonly clock: { elapsed(): number }
  random(): number
}

type Place = { readonly turn: () => number; readonly usedAt: number }

export function createHandshakeLimits({ settings, clock, random }: HandshakeLimitsContext): HandshakeLimits {
  const { handshakeRate, addressHandshakeRate } = settings
  const elapsed = () => clock.elapsed()
  /** In the order of their last use. */
  const places = new Map<string, Place>()
  const takeNodeTurn = createTurnstile(handshakeRate, elapsed, random)
  /** After so long without use a bucket is full again, as a new one is. */
  const forgetAfterMs = (addressHandshakeRate.burst / addressHandshakeRate.perSecond) * 1000

  function placeOf(address: string): Place {
    const now = elapsed()
    for (const [oldest, { usedAt }] of places) {
      if (now - usedAt < forgetAfterMs) break
      places.delete(oldest)
    }
    const turn = places.get(address)?.turn ?? createTurnstile(addressHandshakeRate, elapsed, random)
    const place = { turn, usedAt: now }
    places.delete(address)
    places.set(address, place)
    return place
  }

  return {
    knock: (address) => pass('addressHandshakes', placeOf(address).turn()),
    enter: () => pass('nodeHandshakes', takeNodeTurn()),
  }
}

function pass(of: 'addressHandshakes' | 'nodeHandshakes', delayMs: number): void {
  if (delayMs > 0) throw new Overload(of, delayMs)
}
