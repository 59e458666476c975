import { difference, type Measure } from '../report/measure.ts'
import { readCpuSeconds, readTreeCpuSeconds } from '../server/process-usage.ts'
import type { Counters, ServerUnderTest } from '../server/server-under-test.ts'

/** What a server used; undefined where it or this system cannot tell. */
export type Usage = {
  readonly ms: number
  readonly cpuSeconds: number | undefined
  /** Of the database, whoever asked it. */
  readonly databaseCpuSeconds: number | undefined
  readonly longestHoldMs: number | undefined
  readonly commits: number | undefined
  readonly rows: number | undefined
  readonly messagesOut: number | undefined
}

/** What the server uses from now on until `work` resolves. */
export async function watchUsage(server: ServerUnderTest, work: () => Promise<void>): Promise<Usage> {
  const before = await server.readCounters()
  const cpuBefore = readCpuSeconds(server.pid)
  const databaseBefore = readDatabase(server)
  const begin = performance.now()
  await work()
  const ms = performance.now() - begin
  const cpuSeconds = difference(cpuBefore, readCpuSeconds(server.pid))
  const databaseCpuSeconds = difference(databaseBefore, readDatabase(server))
  const after = await server.readCounters()
  const count = (name: keyof Counters) => difference(before?.[name], after?.[name])
  return {
    ms,
    cpuSeconds,
    databaseCpuSeconds,
    longestHoldMs: after?.longestHoldMs,
    commits: count('commits'),
    rows: count('rows'),
    messagesOut: count('messagesOut'),
  }
}

function readDatabase({ databasePid }: ServerUnderTest): number | undefined {
  return databasePid === undefined ? undefined : readTreeCpuSeconds(databasePid)
}

/** What each server uses from now on until `work` resolves. */
export async function watchUsages(
  [server, ...others]: readonly ServerUnderTest[],
  work: () => Promise<void>,
): Promise<Usage[]> {
  if (server === undefined) {
    await work()
    return []
  }
  let rest: Usage[] = []
  const usage = await watchUsage(server, async () => {
    rest = await watchUsages(others, work)
  })
  return [usage, ...rest]
}

/** Undefined where one of them cannot tell. */
export function sumOf(usages: readonly Usage[], name: 'cpuSeconds' | 'commits' | 'rows'): number | undefined {
  const values = usages.map((usage) => usage[name])
  return values.every((value) => value !== undefined) ? values.reduce((sum, value) => sum + value, 0) : undefined
}

/** Seconds of the one with the most; undefined where one of them cannot tell. */
export function mostCpuOf(usages: readonly Usage[]): number | undefined {
  const values = usages.map(({ cpuSeconds }) => cpuSeconds)
  return values.every((value) => value !== undefined) ? Math.max(...values) : undefined
}

export function toHold({ longestHoldMs }: Usage): Measure {
  return { name: 'longest hold of the event loop', value: longestHoldMs, unit: 'ms' }
}
