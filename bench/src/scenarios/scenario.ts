import type { PRNG } from 'lib0/prng'
import type { Measure } from '../report/measure.ts'
import type { ServerUnderTest } from '../server/server-under-test.ts'

/** Each run of a scenario meets a server that has just started. */
export type Scenario = {
  readonly title: string
  /** Servers that cannot take part, by the beginning of their names. */
  readonly without?: readonly string[]
  /** Each server is measured a single time, because that takes minutes. */
  readonly once?: boolean
  run(server: ServerUnderTest, random: PRNG): Promise<Measure[]>
}
