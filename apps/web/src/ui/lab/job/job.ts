import { limits } from '@duplex/protocol'

/** What a run of the lab does, over each of the four wires at once. Whole numbers, so that an address can hold them. */
export type Job = {
  /** Edits of the one who writes in ten seconds, while there is something to write. */
  readonly editsPerTenSeconds: number
  /** People who read along, on each wire. */
  readonly readers: number
  /** Bytes of text that one edit adds. */
  readonly payloadBytes: number
  /** Share of the time in which nobody writes. */
  readonly idlePercent: number
  /** ms that the network takes longer, each way. */
  readonly delayMs: number
  /** ms from one question of the polling wire to the next. */
  readonly pollIntervalMs: number
  /** How long the readers are cut off in the middle; 0: not at all. */
  readonly cutSeconds: number
  /** How long it is written. */
  readonly seconds: number
  /** 1: whoever reads says something back after each edit, where they are. 0: they only listen. */
  readonly answers: number
  /** What chance draws from: the same seed writes at the same moments. */
  readonly seed: number
}

export type Knob = keyof Job

type Range = { readonly min: number; readonly max: number; readonly step: number; readonly usual: number }

/**
 * What may be chosen. One writer and the readers of four wires stay below `limits.maxConnectionsPerUser`, and the
 * writer below the rate at which our client joins updates.
 */
export const knobs: Readonly<Record<Knob, Range>> = {
  editsPerTenSeconds: { min: 1, max: 200, step: 1, usual: 40 },
  readers: { min: 1, max: 8, step: 1, usual: 1 },
  payloadBytes: { min: 1, max: 4096, step: 1, usual: 4 },
  idlePercent: { min: 0, max: 90, step: 5, usual: 0 },
  delayMs: { min: 0, max: 500, step: 10, usual: 0 },
  pollIntervalMs: { min: 200, max: 5_000, step: 100, usual: 1_000 },
  cutSeconds: { min: 0, max: 5, step: 1, usual: 2 },
  seconds: { min: 5, max: 60, step: 1, usual: 15 },
  answers: { min: 0, max: 1, step: 1, usual: 1 },
  seed: { min: 1, max: 999_999, step: 1, usual: 1 },
}

export const knobNames = Object.keys(knobs) as Knob[]

/** Connections of a run: a writer and the readers, four times. */
export function connectionsOf({ readers }: Pick<Job, 'readers'>): number {
  return 4 * (1 + readers)
}

/** The job with each number within what may be chosen. */
export function toJob(wished: Partial<Record<Knob, number>>): Job {
  return Object.fromEntries(
    knobNames.map((name) => {
      const { min, max, usual } = knobs[name]
      const wish = wished[name]
      return [name, wish === undefined || !Number.isFinite(wish) ? usual : clamp(Math.round(wish), min, max)]
    }),
  ) as Job
}

/** Connections that a person has left for their other tabs while a run of this job is under way. */
export function connectionsLeft(job: Job): number {
  return limits.maxConnectionsPerUser - connectionsOf(job)
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}
