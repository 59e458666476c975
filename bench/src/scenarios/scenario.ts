import type { PRNG } from 'lib0/prng'
import type { Measure } from '../report/measure.ts'
import type { ServerUnderTest } from '../server/server-under-test.ts'

/** Meets a server that has just started. */
export type Run = (server: ServerUnderTest, random: PRNG) => Promise<Measure[]>

type Described = {
  readonly title: string
  /** The same, so small that it is over soon and its figures say little. */
  readonly quickly?: Scenario
}

/** The same run of each server. */
export type OfServers = {
  /** Servers that cannot take part, by the beginning of their names. */
  readonly without?: readonly string[]
  /** Each server is measured a single time, because that takes minutes. */
  readonly once?: boolean
  readonly run: Run
}

/** Runs of Duplex alone, by what is in their columns. */
type OfWays = { readonly ways: Readonly<Record<string, Run>> }

export type Scenario = Described & (OfServers | OfWays)
