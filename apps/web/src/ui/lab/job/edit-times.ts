import type { Job } from './job.ts'

/** Writing and pausing take turns of so many ms together, where there are pauses. */
const turnMs = 4_000

type Writing = Pick<Job, 'editsPerTenSeconds' | 'idlePercent' | 'seconds' | 'seed'>

/**
 * When the writer writes, in ms from the beginning, in order; the same for the same job. Each edit has a slot of its
 * own and comes at a random moment in it, so that polls do not meet all edits at the same age.
 */
export function editTimesOf({ editsPerTenSeconds, idlePercent, seconds, seed }: Writing): number[] {
  const random = createRandom(seed)
  const busyMsOfTurn = turnMs * (1 - idlePercent / 100)
  const busyMs = busyMsBefore(seconds * 1_000, busyMsOfTurn)
  const slotMs = Math.min(10_000 / editsPerTenSeconds, busyMs)
  return Array.from({ length: Math.floor(busyMs / slotMs) }, (_, i) => {
    const at = (i + random()) * slotMs
    return Math.floor(at / busyMsOfTurn) * turnMs + (at % busyMsOfTurn)
  })
}

/** When the readers are cut off, and when they are let in again: in the middle, with time left to come back. */
export function cutOf({
  seconds,
  cutSeconds,
}: Pick<Job, 'seconds' | 'cutSeconds'>): { fromMs: number; untilMs: number } | undefined {
  if (cutSeconds === 0) return undefined
  const fromMs = Math.max(1_000, seconds * 1_000 * 0.4)
  return { fromMs, untilMs: Math.min(fromMs + cutSeconds * 1_000, seconds * 1_000 - 1_000) }
}

function busyMsBefore(ms: number, busyMsOfTurn: number): number {
  return Math.floor(ms / turnMs) * busyMsOfTurn + Math.min(ms % turnMs, busyMsOfTurn)
}

/** Mulberry32: numbers in [0, 1) that look random and are not. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
