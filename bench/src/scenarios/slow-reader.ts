import { setTimeout as pause } from 'node:timers/promises'
import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { Connection } from '../load/connection.ts'
import { percentile, Stopwatch } from '../load/stopwatch.ts'
import { difference } from '../report/measure.ts'
import { readResidentBytes } from '../server/process-usage.ts'
import type { Scenario } from './scenario.ts'
import { toHold, watchUsage } from './usage.ts'

const warmUpSeconds = 5
const seconds = 20
const pastesPerSecond = 50
const lettersOfPaste = 16_000

/** Somebody writes as fast as they may, one reader keeps up, and another one reads nothing at all. */
export const slowReader: Scenario = {
  title: `${(pastesPerSecond * lettersOfPaste) / 1000} KB/s to a reader who reads nothing, ${seconds} s`,
  without: ['Hocuspocus, 16'],
  async run(server, random) {
    const documentId = await server.addDocument()
    const doc = new Y.Doc()
    const seen = new Stopwatch()
    const reader = await Connection.open(await server.invite(documentId), new Y.Doc(), {
      onUpdate(update) {
        for (const { id, length } of Y.decodeUpdate(update).structs) {
          if (id.client === doc.clientID) seen.arrive(Math.floor((id.clock + length) / lettersOfPaste))
        }
      },
    })
    const writer = await Connection.open(await server.invite(documentId), doc)
    doc.on('update', (update: Uint8Array) => writer.sendUpdate(update))
    await writeFor(doc, warmUpSeconds, seen, random)
    seen.forget()
    const slow = await Connection.open(await server.invite(documentId), new Y.Doc())
    slow.stopReading()
    const usedBefore = await server.collectGarbage()
    const before = readResidentBytes(server.pid)
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most ?? 0, readResidentBytes(server.pid) ?? 0)
    }, 250)
    const usage = await watchUsage(server, () => writeFor(doc, seconds, seen, random))
    clearInterval(watch)
    const used = (await server.collectGarbage()) - usedBefore
    const after = readResidentBytes(server.pid)
    for (const connection of [slow, writer, reader]) connection.close()
    const [grown, peak] = [difference(before, after), difference(before, most)]
    return [
      { name: 'server memory (RSS) more than before, at most', value: peak && peak / 1000, unit: 'KB' },
      { name: 'the same without garbage, at the end', value: grown && grown / 1000, unit: 'KB' },
      { name: 'memory in use more than before, at the end', value: used / 1000, unit: 'KB', bar: 8_000 },
      { name: 'paste to the other reader, p95', value: percentile(seen.measuredMs, 0.95), unit: 'ms', bar: 50 },
      toHold(usage),
    ]
  },
}

/** Each paste takes the place of the one before it: the document stays small. */
async function writeFor(doc: Y.Doc, forSeconds: number, seen: Stopwatch, random: prng.PRNG): Promise<void> {
  const text = doc.getText('default')
  const begin = performance.now()
  for (let i = 0; i < forSeconds * pastesPerSecond; i++) {
    await pause(Math.max(0, begin + (i * 1000) / pastesPerSecond - performance.now()))
    seen.begin()
    doc.transact(() => {
      text.delete(0, text.length)
      text.insert(0, prng.word(random, lettersOfPaste, lettersOfPaste))
    })
  }
}
