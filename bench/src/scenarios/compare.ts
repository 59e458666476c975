import * as prng from 'lib0/prng'
import { toLoad } from '../report/environment.ts'
import type { Measure } from '../report/measure.ts'
import type { Result } from '../report/result.ts'
import type { Contestant } from '../server/server-under-test.ts'
import type { Run, Scenario } from './scenario.ts'

/** A column of a result. */
type Lane = Contestant & { readonly run: Run }

/** Each lane twice, there and back again, if not once: what changes on the machine meanwhile touches all alike. */
export async function compare(scenario: Scenario, contestants: readonly Contestant[], seed: number): Promise<Result> {
  const lanes = toLanes(scenario, contestants)
  const runs: Record<string, Measure[][]> = Object.fromEntries(lanes.map(({ name }) => [name, []]))
  const loads: string[] = []
  const isOnce = 'once' in scenario && scenario.once
  for (const lane of isOnce ? lanes : [...lanes, ...lanes.toReversed()]) {
    loads.push(toLoad())
    process.stderr.write(`${scenario.title}: ${lane.name}\n`)
    runs[lane.name]?.push(await measure(lane, seed))
  }
  return { title: scenario.title, load: loads.join(', '), runs }
}

function toLanes(scenario: Scenario, contestants: readonly Contestant[]): Lane[] {
  if ('run' in scenario) {
    const { run, without } = scenario
    const taking = contestants.filter(({ name }) => !without?.some((prefix) => name.startsWith(prefix)))
    return taking.map((contestant) => ({ ...contestant, run }))
  }
  const [duplex] = contestants
  if (duplex === undefined) throw new Error('nothing can be measured')
  return Object.entries(scenario.ways).map(([name, run]) => ({ name, start: duplex.start, run }))
}

async function measure({ start, run }: Lane, seed: number): Promise<Measure[]> {
  const server = await start()
  try {
    return await run(server, prng.create(seed))
  } finally {
    await server.stop()
  }
}
