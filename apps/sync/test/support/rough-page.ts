import { type Chaos, createChaos, createSeededRandom } from '@duplex/protocol/chaos'
import { carryByWebSocket } from '@duplex/protocol/client'
import { WebSocket } from 'ws'
import { hurriedClock, type LadderPage, type LadderScene } from './ladder-scene.ts'

/** A page whose own wires go through chaos, and who writes words that occur once. */
export type RoughPage = LadderPage & {
  readonly chaos: Chaos
  readonly random: () => number
  /** Written, and not deleted, by this page. */
  readonly written: Set<string>
  /** Ends that the connection met, as "waiting abnormal". */
  readonly ends: string[]
}

/** Time for the page passes `hurry` times as fast: so do its time-outs, and what chaos delays. */
export async function openRoughPage(scene: LadderScene, name: string, seed: number, hurry = 1): Promise<RoughPage> {
  const clock = hurriedClock(hurry)
  const random = createSeededRandom(seed)
  const chaos = createChaos({ clock, random })
  const wires = chaos.around({ openSocket: carryByWebSocket(WebSocket), fetch })
  const page = await scene.open(name, { ...wires, clock })
  const ends: string[] = []
  page.connection.status.subscribe(() => {
    const status = page.status()
    if (status.kind === 'waiting' || status.kind === 'stopped') ends.push(`${status.kind} ${status.cause}`)
  })
  const more = { chaos, random, ends, written: new Set<string>() }
  return Object.defineProperties(page, Object.getOwnPropertyDescriptors(more)) as RoughPage
}

/** The words of a text, in order. */
export function wordsOf(text: { toString(): string }): string[] {
  return text.toString().split(/(?<=;)/)
}

/** Writes a word somewhere, or deletes one of its own. */
export function editRoughly({ text, written, random, doc }: RoughPage, name: string): void {
  const mine = [...written]
  if (mine.length > 5 && random() < 0.25) {
    const victim = mine[Math.floor(random() * mine.length)] as string
    written.delete(victim)
    text.delete(text.toString().indexOf(victim), victim.length)
    return
  }
  const word = `${doc.clientID}-${name};`
  const before = wordsOf(text).slice(0, Math.floor(random() * (written.size + 1)))
  written.add(word)
  text.insert(before.join('').length, word)
}
