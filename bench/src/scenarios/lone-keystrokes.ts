import { setTimeout as pause } from 'node:timers/promises'
import * as prng from 'lib0/prng'
import { joinReader } from '../load/reader.ts'
import { percentile } from '../load/stopwatch.ts'
import { Writer } from '../load/writer.ts'
import type { Scenario } from './scenario.ts'

const keystrokes = 200
const warmUpKeystrokes = 50
/** Slower than the server's limit of messages a second. */
const pauseMs = { least: 20, most: 40 }

/** One letter at a time: the next is typed when the one before was seen and stored, and a pause has passed. */
export const loneKeystrokes: Scenario = {
  title: `1 writer, 1 reader, ${keystrokes} lone keystrokes`,
  async run(server, random) {
    const documentId = await server.addDocument()
    const writer = new Writer(random, server.acknowledges)
    const reader = await joinReader(await server.invite(documentId), [writer])
    await writer.join(await server.invite(documentId))
    await typeLetters(writer, warmUpKeystrokes, random)
    writer.forget()
    await typeLetters(writer, keystrokes, random)
    writer.leave()
    reader.close()
    const [seen, stored] = [writer.seen.measuredMs, writer.stored.measuredMs]
    return [
      { name: 'edit to other socket, p50', value: percentile(seen, 0.5), unit: 'ms', bar: 5 },
      { name: 'edit to other socket, p95', value: percentile(seen, 0.95), unit: 'ms' },
      { name: 'edit to stored, p50', value: percentile(stored, 0.5), unit: 'ms' },
      { name: 'edit to stored, p95', value: percentile(stored, 0.95), unit: 'ms', bar: 50 },
    ]
  },
}

async function typeLetters(writer: Writer, count: number, random: prng.PRNG): Promise<void> {
  for (let letter = 0; letter < count; letter++) {
    writer.type()
    await writer.arrived()
    await pause(prng.uint32(random, pauseMs.least, pauseMs.most))
  }
}
