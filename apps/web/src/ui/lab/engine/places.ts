import {
  createHeldSlots,
  currentLocks,
  type TakeHeldSlot,
  type TransportName,
  transportNames,
} from '@duplex/protocol/client'

/** Wires on which each client keeps a request open, which takes one of the browser's connections to the host. */
const holding: readonly TransportName[] = ['sse', 'long-polling']

/** How many clients of each lane may connect; the first of them is the one who writes. */
export type Seating = Readonly<Record<TransportName, number>>

/**
 * Shares the requests that a browser may hold open: with its other tabs, and between the lanes, one after the other.
 * Who gets no place does not connect at all: a seventh connection of HTTP/1.1 would wait, and with it whatever any tab
 * has to say. `take` is asked until it says no.
 */
export async function seat(clients: number, take: TakeHeldSlot, signal: AbortSignal): Promise<Seating> {
  const seating = Object.fromEntries(
    transportNames.map((name) => [name, holding.includes(name) ? 0 : clients]),
  ) as Record<TransportName, number>
  for (let i = 0; i < clients; i++) {
    for (const name of holding) {
      if (!(await take(signal))) return seating
      seating[name]++
    }
  }
  return seating
}

/** The places that all tabs of this browser share. */
export const takeBrowserPlace: TakeHeldSlot = (signal) => createHeldSlots(currentLocks())(signal)

/** Where the browser sends any number of requests over one connection. */
export const takeAnyPlace: TakeHeldSlot = async () => true
