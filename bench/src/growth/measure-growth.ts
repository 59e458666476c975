import * as prng from 'lib0/prng'
import { toLoad } from '../report/environment.ts'
import type { Contestant } from '../server/server-under-test.ts'
import type { Curve } from './curves.ts'
import { measurePoint, type Point } from './point.ts'

/** The points of each server, by its name. */
export type Growth = {
  readonly title: string
  readonly axis: string
  /** Before each step. */
  readonly load: string
  readonly lines: Readonly<Record<string, readonly Point[]>>
}

/** All servers at one step, then at the next; each point meets a server that has just started. */
export async function measureGrowth(
  { title, axis, steps, toStrain }: Curve,
  contestants: readonly Contestant[],
  seed: number,
): Promise<Growth> {
  const lines: Record<string, Point[]> = Object.fromEntries(contestants.map(({ name }) => [name, []]))
  const loads: string[] = []
  for (const at of steps) {
    loads.push(toLoad())
    for (const { name, start } of contestants) {
      process.stderr.write(`${title}: ${at.toLocaleString('en')}: ${name}\n`)
      const server = await start()
      try {
        lines[name]?.push({ at, ...(await measurePoint(server, toStrain(at), prng.create(seed))) })
      } finally {
        await server.stop()
      }
    }
  }
  return { title, axis, load: loads.join(', '), lines }
}
