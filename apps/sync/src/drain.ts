import type { Clock } from './clock.ts'
import type { Connections } from './connection/connections.ts'
import type { Rooms } from './room/rooms.ts'

export type DrainContext = {
  readonly clock: Clock
  readonly connections: Connections
  readonly rooms: Rooms
  /** A whole drain takes at most this long. */
  readonly drainMs: number
  random(): number
}

/** Connections are closed over this time at most, one slice after the other. */
const maxSpreadMs = 5_000
const spreadMsPerConnection = 10
const sliceMs = 100
const flushPollMs = 20

/**
 * Closes all connections in jittered slices and waits until everything they gave is stored, or time is up. Answers
 * with the number of rooms that are not; what they hold was never called stored, and their clients still have it.
 */
export async function drain(context: DrainContext): Promise<number> {
  const { clock, connections, rooms } = context
  const deadline = clock.elapsed() + context.drainMs
  const spreadMs = Math.min(maxSpreadMs, connections.count * spreadMsPerConnection)
  // Others restart at the same moment: nobody shall come back all at once.
  const reason = `restart, retry within ${1_000 + 2 * spreadMs} ms`
  const rest = shuffled(connections.all(), context.random)
  const perSlice = Math.ceil(rest.length / Math.max(1, spreadMs / sliceMs))
  while (rest.length > 0) {
    for (const connection of rest.splice(0, perSlice)) connection.end('restart', reason)
    if (rest.length > 0) await pause(clock, sliceMs * (0.5 + context.random()))
  }
  const unflushed = () => rooms.open.filter((room) => !room.isFlushed).length
  while (unflushed() > 0 && clock.elapsed() < deadline) await pause(clock, flushPollMs)
  return unflushed()
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve))
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
