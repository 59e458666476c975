import * as prng from 'lib0/prng'
import { toLoad } from '../report/environment.ts'
import type { Measure } from '../report/measure.ts'
import type { Result } from '../report/result.ts'
import type { Contestant } from '../server/server-under-test.ts'
import type { Scenario } from './scenario.ts'

/** Each server twice, there and back again, if not once: what changes on the machine meanwhile touches all alike. */
export async function compare(scenario: Scenario, contestants: readonly Contestant[], seed: number): Promise<Result> {
  const taking = contestants.filter(({ name }) => !scenario.without?.some((prefix) => name.startsWith(prefix)))
  const runs: Record<string, Measure[][]> = Object.fromEntries(taking.map(({ name }) => [name, []]))
  const loads: string[] = []
  for (const contestant of scenario.once ? taking : [...taking, ...taking.toReversed()]) {
    loads.push(toLoad())
    process.stderr.write(`${scenario.title}: ${contestant.name}\n`)
    runs[contestant.name]?.push(await measure(scenario, contestant, seed))
  }
  return { title: scenario.title, load: loads.join(', '), runs }
}

async function measure(scenario: Scenario, contestant: Contestant, seed: number): Promise<Measure[]> {
  const server = await contestant.start()
  try {
    return await scenario.run(server, prng.create(seed))
  } finally {
    await server.stop()
  }
}
