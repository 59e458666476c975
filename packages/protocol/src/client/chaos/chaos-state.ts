import type { ChaosKnobs } from './knobs.ts'

/** What was done so far, since the chaos was made. */
export type ChaosTallies = {
  readonly lost: number
  readonly twice: number
  readonly swapped: number
  /** Connections and requests that were broken. */
  readonly cut: number
  /** Requests that were answered with 503. */
  readonly refused: number
}

export const noTallies: ChaosTallies = { lost: 0, twice: 0, swapped: 0, cut: 0, refused: 0 }

export type ChaosState = {
  readonly knobs: ChaosKnobs
  /** ms since 1970; undefined where the line is not cut. */
  readonly cutUntil: number | undefined
  /** So many of the next HTTP requests are answered with 503. */
  readonly refusals: number
  /** So many connections and requests stay open, and nothing comes or goes on them. */
  readonly dead: number
  readonly tallies: ChaosTallies
}
