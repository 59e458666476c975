import { setTimeout as pause } from 'node:timers/promises'
import type * as prng from 'lib0/prng'
import { Caret, joinWatcher, type Manner } from '../load/caret.ts'
import { actTogether } from '../load/rhythm.ts'
import { percentile } from '../load/stopwatch.ts'
import type { Measure } from '../report/measure.ts'
import type { OfServers, Scenario } from './scenario.ts'
import { toHold, type Usage, watchUsage } from './usage.ts'

type PresenceLoad = { readonly clients: number; readonly manner: Manner; readonly seconds: number } & Pick<
  OfServers,
  'without'
>

const movesPerSecond = 5
const warmUpSeconds = 4
const arrivalLimitMs = 120_000
const words = { raw: '', echoing: ', who send back what they hear' } as const satisfies Record<Manner, string>

/** Carets that move in one document, while nobody writes. */
function createPresence({ clients, manner, seconds, ...taking }: PresenceLoad): Scenario {
  return {
    title: `${clients} carets x ${movesPerSecond} moves/s in one document${words[manner]}, ${seconds} s`,
    ...taking,
    async run(server, random) {
      const documentId = await server.addDocument()
      const carets = Array.from({ length: clients }, () => new Caret(manner))
      const watcher = await joinWatcher(await server.invite(documentId), carets)
      for (const caret of carets) await caret.join(await server.invite(documentId))
      await moveTogether(carets, warmUpSeconds, random)
      for (const caret of carets) caret.seen.forget()
      const usage = await watchUsage(server, () => moveTogether(carets, seconds, random))
      for (const caret of carets) caret.leave()
      watcher.close()
      return toMeasures(carets, usage)
    },
  }
}

export const presence = {
  'presence-50': createPresence({ clients: 50, manner: 'raw', seconds: 10 }),
  // Short, because whoever sends each move on by itself takes a minute for what moved in these seconds.
  'presence-200': createPresence({ clients: 200, manner: 'raw', seconds: 6, without: ['ws relay'] }),
  'presence-echo': createPresence({ clients: 50, manner: 'echoing', seconds: 10 }),
} as const satisfies Record<string, Scenario>

/** Resolves when the last move of each was seen: what a server puts off is a part of its work. */
async function moveTogether(carets: readonly Caret[], seconds: number, random: prng.PRNG): Promise<void> {
  await actTogether(carets, { perSecond: movesPerSecond, seconds }, random, (caret) => caret.move())
  const deadline = performance.now() + arrivalLimitMs
  while (carets.some((caret) => caret.seen.pending > 0)) {
    if (performance.now() > deadline) throw new Error(`moves were not seen within ${arrivalLimitMs} ms`)
    await pause(10)
  }
}

function toMeasures(carets: readonly Caret[], usage: Usage): Measure[] {
  const seen = carets.flatMap((caret) => caret.seen.measuredMs)
  return [
    { name: 'moves', value: seen.length, unit: '' },
    { name: 'move to other socket, p50', value: percentile(seen, 0.5), unit: 'ms' },
    { name: 'move to other socket, p95', value: percentile(seen, 0.95), unit: 'ms' },
    {
      name: 'server CPU',
      value: usage.cpuSeconds,
      unit: 's',
      timesLess: { '@y/websocket-server': 5, Hocuspocus: 5 },
    },
    toHold(usage),
    { name: 'messages out', value: usage.messagesOut, unit: '' },
  ]
}
