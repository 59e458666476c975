import { type TransportName, transportNames } from '@duplex/protocol/client'
import { describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { type LadderPage, setLadderScene } from './support/ladder-scene.ts'
import { until } from './support/until.ts'

/** Longer than any burst lasts at such a rate. */
const heldDownMs = 12_000

const pairs = transportNames.flatMap((one, i) => transportNames.slice(i).map((other) => [one, other] as const))

/** Types words that occur once, some ms apart, and answers with them. */
async function type(page: LadderPage, letter: string, count: number, between: () => unknown = () => undefined) {
  const words = Array.from({ length: count }, (_, i) => `${letter}${i};`)
  for (const word of words) {
    page.text.insert(Math.floor(Math.random() * 2) * page.text.length, word)
    await between()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return words
}

function occurrencesOf(word: string, text: string): number {
  return text.split(/(?<=;)/).filter((part) => part === word).length
}

describe('T4 the ladder', () => {
  const fixture = useFixture()

  it.each(pairs)(
    'T2 T4 two people over %s and %s type at once and end equal, with everything stored',
    async (...pair) => {
      const scene = await setLadderScene(fixture)
      const [a, b] = await Promise.all(pair.map((transport, i) => scene.open('ab'[i] as string, { transport })))
      const [ada, bob] = [a as LadderPage, b as LadderPage]
      const words = (await Promise.all([type(ada, 'a', 40), type(bob, 'b', 40)])).flat()
      await until('they have one text', () => ada.text.length > 0 && ada.text.toString() === bob.text.toString())
      await Promise.all([ada.stored(), bob.stored()])
      const stored = await fixture.world.readText(scene.documentId)
      expect(stored).toBe(ada.text.toString())
      expect(words.filter((word) => occurrencesOf(word, stored) !== 1)).toEqual([])
      expect([ada.transport, bob.transport, ada.connections, bob.connections]).toEqual([...pair, 1, 1])
    },
  )

  it('T4 twenty switches while typing: nothing is lost and nothing doubled', async () => {
    const scene = await setLadderScene(fixture)
    const [ada, bob] = [await scene.open('Ada'), await scene.open('Bob')]
    await Promise.all([ada.stored(), bob.stored()])
    let switches = 0
    const switchNow = () => {
      if (switches >= 20 || Math.random() < 0.5) return
      const to = transportNames[++switches % transportNames.length] as TransportName
      ada.connection.pinTransport(to)
    }
    const [mine, theirs] = await Promise.all([type(ada, 'a', 100, switchNow), type(bob, 'b', 100)])
    expect(switches).toBe(20)
    await until('they have one text', () => ada.text.toString() === bob.text.toString() && ada.text.length > 0)
    await Promise.all([ada.stored(), bob.stored()])
    const stored = await fixture.world.readText(scene.documentId)
    expect(stored).toBe(ada.text.toString())
    expect([...mine, ...theirs].filter((word) => occurrencesOf(word, stored) !== 1)).toEqual([])
  })

  it('T2 a visit goes over between kinds of requests without a new connection, and others see no parting', async () => {
    const scene = await setLadderScene(fixture)
    const bob = await scene.open('Bob')
    const ada = await scene.open('Ada', { transport: 'sse' })
    await Promise.all([ada.stored(), bob.stored()])
    ada.connection.awareness.setLocalState({ at: 1 })
    const { clientID } = ada.doc
    await until('Bob sees Ada', () => bob.connection.awareness.getStates().has(clientID))
    const parted: number[] = []
    bob.connection.awareness.on('change', ({ removed }: { removed: number[] }) => parted.push(...removed))
    for (const transport of ['polling', 'long-polling', 'sse', 'long-polling', 'polling', 'sse'] as const) {
      ada.connection.pinTransport(transport)
      ada.text.insert(0, 'x')
      await until(`Bob reads what comes by ${transport}`, () => bob.text.length === ada.text.length)
      bob.text.insert(0, 'y')
      await until(`Ada reads by ${transport}`, () => ada.text.length === bob.text.length)
      expect(ada.status()).toMatchObject({ kind: 'live', synced: true })
    }
    expect([ada.connections, parted]).toEqual([1, []])
  })

  it('T1 L2 a key that is held down for long is not too fast, whatever carries it', async () => {
    const scene = await setLadderScene(fixture)
    const pages = await Promise.all(transportNames.map((transport) => scene.open(transport, { transport })))
    await Promise.all(pages.map((page) => page.stored()))
    const end = performance.now() + heldDownMs
    const hold = async (page: LadderPage) => {
      for (let i = 0; performance.now() < end; i++) {
        page.text.insert(0, 'x')
        page.connection.awareness.setLocalState({ i })
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    }
    await Promise.all(pages.map(hold))
    expect(pages.map((page) => [page.transport, page.status().kind, page.connections])).toEqual(
      transportNames.map((transport) => [transport, 'live', 1]),
    )
    await until('they have one text', () => new Set(pages.map(({ text }) => text.length)).size === 1)
  })
})
