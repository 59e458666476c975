import type * as prng from 'lib0/prng'
import { joinReader } from '../load/reader.ts'
import { actTogether } from '../load/rhythm.ts'
import { percentile } from '../load/stopwatch.ts'
import { Writer } from '../load/writer.ts'
import { difference, type Measure } from '../report/measure.ts'
import { readCpuSeconds } from '../server/process-usage.ts'
import type { Counters, ServerUnderTest } from '../server/server-under-test.ts'
import type { Scenario } from './scenario.ts'

const writerCount = 100
const editsPerSecond = 10
const warmUpSeconds = 3
const seconds = 10

/** Many people in one document at once. */
export const crowd: Scenario = {
  title: `${writerCount} writers x ${editsPerSecond} edits/s in one document, ${seconds} s`,
  async run(server, random) {
    const documentId = await server.addDocument()
    const writers = Array.from({ length: writerCount }, () => new Writer(random, server.acknowledges))
    const reader = await joinReader(await server.invite(documentId), writers)
    for (const writer of writers) await writer.join(await server.invite(documentId))
    await typeTogether(writers, warmUpSeconds, random)
    for (const writer of writers) writer.forget()
    const before = await readUsage(server)
    await typeTogether(writers, seconds, random)
    const after = await readUsage(server)
    for (const writer of writers) writer.leave()
    reader.close()
    return [...toLatencies(writers), ...toUsage(before, after)]
  },
}

/** Resolves when all that was typed was seen and stored. */
async function typeTogether(writers: readonly Writer[], forSeconds: number, random: prng.PRNG): Promise<void> {
  await actTogether(writers, { perSecond: editsPerSecond, seconds: forSeconds }, random, (writer) => writer.type())
  await Promise.all(writers.map((writer) => writer.arrived()))
}

async function readUsage(server: ServerUnderTest) {
  return { cpuSeconds: readCpuSeconds(server.pid), counters: await server.readCounters() }
}

type Usage = Awaited<ReturnType<typeof readUsage>>

function toLatencies(writers: readonly Writer[]): Measure[] {
  const seen = writers.flatMap((writer) => writer.seen.measuredMs)
  const stored = writers.flatMap((writer) => writer.stored.measuredMs)
  return [
    { name: 'edits', value: seen.length, unit: '' },
    { name: 'edit to other socket, p50', value: percentile(seen, 0.5), unit: 'ms' },
    { name: 'edit to other socket, p95', value: percentile(seen, 0.95), unit: 'ms', bar: 25 },
    { name: 'edit to stored, p50', value: percentile(stored, 0.5), unit: 'ms' },
    { name: 'edit to stored, p95', value: percentile(stored, 0.95), unit: 'ms', bar: 50 },
  ]
}

function toUsage(before: Usage, after: Usage): Measure[] {
  const cpuSeconds = difference(before.cpuSeconds, after.cpuSeconds)
  const count = (name: keyof Counters) => difference(before.counters?.[name], after.counters?.[name])
  return [
    { name: 'server CPU', value: cpuSeconds, unit: 's', timesLess: { '@y/websocket-server': 5, Hocuspocus: 2 } },
    { name: 'commits', value: count('commits'), unit: '' },
    { name: 'rows', value: count('rows'), unit: '' },
    { name: 'messages out', value: count('messagesOut'), unit: '' },
  ]
}
