import { fillDocument, openParagraph } from '../load/long-document.ts'
import { joinReader } from '../load/reader.ts'
import { Writer } from '../load/writer.ts'
import { becomeQuiet } from './become-quiet.ts'
import type { Scenario } from './scenario.ts'
import { watchUsage } from './usage.ts'

const letters = 12_000 * 280
const times = 3

/** Somebody types a letter in a long document that nobody wrote in for a while, and waits until it is stored. */
export const wake: Scenario = {
  title: `a letter in a document of 3.6 MB that was quiet, ${times} times`,
  // They hold a document as it is for as long as somebody has it open.
  without: ['@y/websocket-server', 'Hocuspocus', 'ws relay'],
  async run(server, random) {
    const documentId = await server.addDocument()
    const state = await fillDocument(server, documentId, letters, random)
    const writer = new Writer(random, server.acknowledges, openParagraph(state))
    const reader = await joinReader(await server.invite(documentId), [writer])
    await writer.join(await server.invite(documentId))
    const holdsMs = { asleep: [] as number[], awake: [] as number[] }
    for (let time = 0; time < times; time++) {
      holdsMs.asleep.push((await becomeQuiet(server)) ?? Number.NaN)
      const usage = await watchUsage(server, async () => {
        writer.type()
        await writer.arrived()
      })
      holdsMs.awake.push(usage.longestHoldMs ?? Number.NaN)
    }
    writer.leave()
    reader.close()
    return [
      { name: 'edit to other socket, at most', value: Math.max(...writer.seen.measuredMs), unit: 'ms' },
      { name: 'edit to stored, at most', value: Math.max(...writer.stored.measuredMs), unit: 'ms' },
      { name: 'longest hold of the event loop', value: Math.max(...holdsMs.awake), unit: 'ms' },
      { name: 'the same while it becomes quiet', value: Math.max(...holdsMs.asleep), unit: 'ms' },
    ]
  },
}
