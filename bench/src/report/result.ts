import type { Measure } from './measure.ts'

/** `runs`: the measures of each run of each server, by the server's name; Duplex comes first. */
export type Result = {
  readonly title: string
  /** Before each run, in their order. */
  readonly load: string
  readonly runs: Readonly<Record<string, readonly (readonly Measure[])[]>>
}
