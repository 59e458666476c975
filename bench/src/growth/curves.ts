import type { Strain } from './point.ts'

/** One of three things grows, and the other two stay. */
export type Curve = {
  readonly title: string
  /** With its unit. */
  readonly axis: string
  readonly steps: readonly number[]
  toStrain(step: number): Strain
}

/** About what an empty page holds. */
const fewLetters = 280

/** By the name of the file. */
export const curves: Readonly<Record<string, Curve>> = {
  'growth-size': {
    title: '5 writers x 10 edits/s in a document that is longer and longer',
    axis: 'document, letters',
    steps: [10_000, 100_000, 1_000_000, 3_000_000, 10_000_000],
    toStrain: (letters) => ({ letters, readers: 1, writers: 5 }),
  },
  'growth-readers': {
    title: '5 writers x 10 edits/s and more and more who only read',
    axis: 'idle readers, connections',
    steps: [10, 30, 100, 300, 1_000],
    toStrain: (readers) => ({ letters: fewLetters, readers, writers: 5 }),
  },
  'growth-writers': {
    title: 'more and more writers x 10 edits/s',
    axis: 'writers, connections',
    steps: [1, 5, 20, 50, 100, 200],
    toStrain: (writers) => ({ letters: fewLetters, readers: 1, writers }),
  },
}
