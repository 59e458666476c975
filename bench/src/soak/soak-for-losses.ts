import { cp } from 'node:fs/promises'
import path from 'node:path'
import * as prng from 'lib0/prng'
import type { LossWish } from '../arguments.ts'
import { toLoad } from '../report/environment.ts'
import { shippedBundle, startDuplex } from '../server/duplex-server.ts'
import type { Installation } from '../server/installation.ts'
import type { Contestant } from '../server/server-under-test.ts'
import { countLosses, type LossCount, type Pace } from './loss.ts'
import type { LossTables } from './loss-report.ts'
import { createStoringPeers } from './storing-peers.ts'

/** So fast that hardly a moment is without an edit on its way. */
const burst: Pace = { title: 'Bursts', maxTypingMs: 400, pauseMs: { least: 1, most: 3 } }
/** Longer than any of the servers waits before it stores. */
const people: Pace = { title: 'As people type', maxTypingMs: 15_000, pauseMs: { least: 50, most: 150 } }
const roundsAsPeopleType = 8
const roundsPerLine = 50

/** `folder` is for the servers and what the others store. `load`: before each server at each pace. */
export async function soakForLosses(
  installation: Installation,
  folder: string,
  seed: number,
  { rounds, maxMs, peerRounds }: LossWish,
): Promise<{ readonly tables: LossTables; readonly load: string }> {
  // A build meanwhile must not change what is being measured.
  await cp(path.dirname(shippedBundle), path.join(folder, 'duplex'), { recursive: true })
  const bundle = path.join(folder, 'duplex', path.basename(shippedBundle))
  const duplex: Contestant = { name: 'Duplex', start: () => startDuplex(installation, bundle) }
  const peers = await createStoringPeers(path.join(folder, 'storing'), installation.children)
  const loads: string[] = []
  const count = async (contestant: Contestant, pace: Pace, times: number) => {
    loads.push(toLoad())
    const say = (line: string) => process.stderr.write(`${pace.title}: ${contestant.name}: ${line}\n`)
    const losses = await countLosses(contestant, { rounds: times, maxMs }, pace, prng.create(seed), (over, lost) => {
      if (over % roundsPerLine === 0 || over === times) say(`${over} rounds, ${lost} edits lost`)
    })
    return [contestant.name, losses] as const
  }
  const tables = new Map<Pace, Map<string, LossCount>>([
    [burst, new Map()],
    [people, new Map()],
  ])
  for (const contestant of [duplex, ...peers]) {
    tables.get(burst)?.set(...(await count(contestant, burst, contestant === duplex ? rounds : peerRounds)))
    tables.get(people)?.set(...(await count(contestant, people, Math.min(roundsAsPeopleType, peerRounds))))
  }
  return { tables, load: loads.join(', ') }
}
