import type { FindingVerdict } from './finding.ts'

/** ms between the clocks: tickets live for a minute, and web, sync and the database compare times. */
const skewMs = { notable: 1_000, harmful: 10_000 } as const

/** Free bytes of the data folder's disk below which Duplex does not start, and below which somebody should look. */
const freeBytes = { least: 200 * 1024 * 1024, comfortable: 2 * 1024 * 1024 * 1024 } as const
const comfortableShare = 0.1

/** `offMs`: between two clocks, in either direction. `errorMs`: how far off the measurement can be, which excuses as much. */
export function judgeClock(offMs: number, errorMs: number): FindingVerdict {
  const sureMs = Math.max(0, Math.abs(offMs) - errorMs)
  if (sureMs > skewMs.harmful) return 'failure'
  return sureMs > skewMs.notable ? 'warning' : 'good'
}

/** `free` and `total`: bytes of one disk. */
export function judgeDisk(free: number, total: number): FindingVerdict {
  if (free < freeBytes.least) return 'failure'
  return free < freeBytes.comfortable || free < total * comfortableShare ? 'warning' : 'good'
}

/** `nodes`: processes of sync that say that they run, where nobody told of a Redis between them. */
export function judgeNoRedis(nodes: number): FindingVerdict {
  return nodes > 1 ? 'warning' : 'good'
}
