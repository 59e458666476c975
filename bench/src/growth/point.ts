import type * as prng from 'lib0/prng'
import { joinInBatches } from '../load/join-in-batches.ts'
import { fillDocument, openParagraph } from '../load/long-document.ts'
import { joinReader } from '../load/reader.ts'
import { percentile } from '../load/stopwatch.ts'
import { lettersPerSecond, typeTogether } from '../load/type-together.ts'
import { Writer } from '../load/writer.ts'
import { watchUsage } from '../scenarios/usage.ts'
import type { ServerUnderTest } from '../server/server-under-test.ts'

/** What one document has to bear: its letters, and who is there. */
export type Strain = { readonly letters: number; readonly readers: number; readonly writers: number }

/** What an edit costs under it. */
export type Point = {
  /** Where on the axis. */
  readonly at: number
  /** Undefined where this system cannot tell. */
  readonly cpuMsPerEdit: number | undefined
  readonly p95Ms: number
}

const warmUpSeconds = 2
const leastSeconds = 5
/** So many that CPU, which is told in hundredths of a second, tells something about one of them. */
const leastEdits = 200

export async function measurePoint(
  server: ServerUnderTest,
  { letters, readers, writers: writerCount }: Strain,
  random: prng.PRNG,
): Promise<Omit<Point, 'at'>> {
  const documentId = await server.addDocument()
  const others = await joinInBatches(server, [documentId], readers)
  const state = await fillDocument(server, documentId, letters, random)
  const createWriter = () => new Writer(random, server.acknowledges, openParagraph(state))
  const writers = Array.from({ length: writerCount }, createWriter)
  const reader = await joinReader(await server.invite(documentId), writers)
  for (const writer of writers) await writer.join(await server.invite(documentId))
  await typeTogether(writers, warmUpSeconds, random)
  for (const writer of writers) writer.forget()
  const seconds = Math.max(leastSeconds, Math.ceil(leastEdits / lettersPerSecond / writerCount))
  const { cpuSeconds } = await watchUsage(server, () => typeTogether(writers, seconds, random))
  for (const writer of writers) writer.leave()
  for (const connection of [reader, ...others]) connection.close()
  const seenMs = writers.flatMap((writer) => writer.seen.measuredMs)
  return {
    cpuMsPerEdit: cpuSeconds === undefined ? undefined : (cpuSeconds * 1000) / seenMs.length,
    p95Ms: percentile(seenMs, 0.95),
  }
}
