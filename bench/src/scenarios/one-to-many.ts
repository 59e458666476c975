import { Audience } from '../load/audience.ts'
import { percentile } from '../load/stopwatch.ts'
import { lettersPerSecond, typeTogether } from '../load/type-together.ts'
import { Writer } from '../load/writer.ts'
import type { Scenario } from './scenario.ts'
import { toHold, watchUsage } from './usage.ts'

const readerCount = 100
const warmUpSeconds = 1
const seconds = 8

/** One person writes, and many watch. */
export const oneToMany: Scenario = {
  title: `1 writer x ${lettersPerSecond} edits/s, ${readerCount} who only read, ${seconds} s`,
  async run(server, random) {
    const documentId = await server.addDocument()
    const writer = new Writer(random, server.acknowledges)
    const audience = await Audience.join(server, documentId, writer, readerCount)
    await writer.join(await server.invite(documentId))
    await typeTogether([writer], warmUpSeconds, random)
    writer.forget()
    audience.forget()
    const usage = await watchUsage(server, () => typeTogether([writer], seconds, random))
    writer.leave()
    audience.leave()
    const [each, last, stored] = [audience.eachMs, writer.seen.measuredMs, writer.stored.measuredMs]
    return [
      { name: 'edit to a reader, p50', value: percentile(each, 0.5), unit: 'ms' },
      { name: 'edit to a reader, p95', value: percentile(each, 0.95), unit: 'ms' },
      { name: 'edit to the last reader, p50', value: percentile(last, 0.5), unit: 'ms' },
      { name: 'edit to the last reader, p95', value: percentile(last, 0.95), unit: 'ms' },
      { name: 'edit to stored, p95', value: percentile(stored, 0.95), unit: 'ms', bar: 50 },
      { name: 'server CPU', value: usage.cpuSeconds, unit: 's' },
      toHold(usage),
      { name: 'messages out', value: usage.messagesOut, unit: '' },
    ]
  },
}
