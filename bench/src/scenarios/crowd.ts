import { joinReader } from '../load/reader.ts'
import { percentile } from '../load/stopwatch.ts'
import { lettersPerSecond, typeTogether } from '../load/type-together.ts'
import { Writer } from '../load/writer.ts'
import type { Measure } from '../report/measure.ts'
import type { Scenario } from './scenario.ts'
import { toHold, type Usage, watchUsage } from './usage.ts'

type Bars = { readonly seenMs?: number; readonly storedMs?: number; readonly cpuTimesLess?: Measure['timesLess'] }
type CrowdLoad = {
  readonly writers: number
  readonly warmUpSeconds: number
  readonly seconds: number
  readonly bars: Bars
  readonly without?: readonly string[]
}

/** Many people in one document at once. */
function createCrowd({ writers: writerCount, warmUpSeconds, seconds, bars, without }: CrowdLoad): Scenario {
  return {
    title: `${writerCount} writers x ${lettersPerSecond} edits/s in one document, ${seconds} s`,
    without,
    async run(server, random) {
      const documentId = await server.addDocument()
      const writers = Array.from({ length: writerCount }, () => new Writer(random, server.acknowledges))
      const reader = await joinReader(await server.invite(documentId), writers)
      for (const writer of writers) await writer.join(await server.invite(documentId))
      await typeTogether(writers, warmUpSeconds, random)
      for (const writer of writers) writer.forget()
      const usage = await watchUsage(server, () => typeTogether(writers, seconds, random))
      for (const writer of writers) writer.leave()
      reader.close()
      return [...toLatencies(writers, bars), ...toUsed(usage, bars)]
    },
  }
}

export const crowds = {
  crowd: createCrowd({
    writers: 100,
    warmUpSeconds: 6,
    seconds: 10,
    bars: { seenMs: 25, storedMs: 50, cpuTimesLess: { '@y/websocket-server': 5, Hocuspocus: 2 } },
  }),
  // Short, because whoever sends each edit on by itself takes a minute for what was typed in these seconds.
  'crowd-200': createCrowd({ writers: 200, warmUpSeconds: 1, seconds: 4, bars: {}, without: ['ws relay'] }),
} as const satisfies Record<string, Scenario>

function toLatencies(writers: readonly Writer[], { seenMs, storedMs }: Bars): Measure[] {
  const seen = writers.flatMap((writer) => writer.seen.measuredMs)
  const stored = writers.flatMap((writer) => writer.stored.measuredMs)
  return [
    { name: 'edits', value: seen.length, unit: '' },
    { name: 'edit to other socket, p50', value: percentile(seen, 0.5), unit: 'ms' },
    { name: 'edit to other socket, p95', value: percentile(seen, 0.95), unit: 'ms', bar: seenMs },
    { name: 'edit to stored, p50', value: percentile(stored, 0.5), unit: 'ms' },
    { name: 'edit to stored, p95', value: percentile(stored, 0.95), unit: 'ms', bar: storedMs },
  ]
}

function toUsed(usage: Usage, { cpuTimesLess }: Bars): Measure[] {
  return [
    { name: 'server CPU', value: usage.cpuSeconds, unit: 's', timesLess: cpuTimesLess },
    toHold(usage),
    { name: 'commits', value: usage.commits, unit: '' },
    { name: 'rows', value: usage.rows, unit: '' },
    { name: 'messages out', value: usage.messagesOut, unit: '' },
  ]
}
