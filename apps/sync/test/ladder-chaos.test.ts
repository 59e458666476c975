import { bothWays, type FaultUnit } from '@duplex/protocol/chaos'
import { transportNames } from '@duplex/protocol/client'
import { describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { type LadderScene, setLadderScene } from './support/ladder-scene.ts'
import { editRoughly, openRoughPage, type RoughPage, wordsOf } from './support/rough-page.ts'
import { seedsFor } from './support/seeds.ts'
import { until } from './support/until.ts'

const units: readonly FaultUnit[] = ['packets', 'messages']
const runs = seedsFor(1).flatMap((seed) => units.map((unit) => ({ seed, unit })))

const pauseMs = 20
/** A client that was cut often waits long before it tries again. */
const settleMs = 30_000

const fixture = useFixture()

/** Edits again and again, and does `meanwhile` before each. */
async function edit(page: RoughPage, edits: number, meanwhile: (i: number) => void): Promise<void> {
  for (let i = 0; i < edits; i++) {
    meanwhile(i)
    editRoughly(page, String(i))
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

async function expectOneText(scene: LadderScene, pages: readonly RoughPage[]): Promise<void> {
  const reader = await scene.open('Zoe')
  const expected = pages.flatMap(({ written }) => [...written]).sort()
  const texts = () => [...pages, reader].map(({ text }) => text.toString())
  await until('everybody has the same', () => new Set(texts()).size === 1 && reader.text.length > 0, settleMs)
  await Promise.all(pages.map((page) => page.stored(settleMs)))
  expect(wordsOf(reader.text).sort()).toEqual(expected)
  expect(await fixture.world.readText(scene.documentId)).toBe(reader.text.toString())
}

describe('T4 the ladder under chaos', () => {
  it.each(runs)(
    'T4 twenty switches while typing, where $unit are late, lost, doubled and swapped, and the line is cut: seed $seed',
    async ({ seed, unit }) => {
      const scene = await setLadderScene(fixture)
      const pages = [
        await openRoughPage(scene, 'Ada', seed, 5),
        await openRoughPage(scene, 'Bob', seed + 1, 5),
      ] as const
      await Promise.all(pages.map((page) => page.stored()))
      for (const { chaos } of pages) {
        chaos.set({ unit, ...bothWays({ delayMs: 50, jitterMs: 100, lost: 0.03, twice: 0.1, swapped: 0.1 }) })
      }
      let switches = 0
      const trouble = (page: RoughPage, switchesToo: boolean) => (i: number) => {
        if (switchesToo && i % 3 === 2) page.connection.pinTransport(transportNames[++switches % transportNames.length])
        if (page.random() < 0.03) page.chaos.cut(500 * page.random())
      }
      await Promise.all(pages.map((page, i) => edit(page, 60, trouble(page, i === 0))))
      expect(switches).toBe(20)
      expect(pages[1].ends.filter((end) => end.startsWith('stopped'))).toEqual([])
      for (const { chaos, connection } of pages) {
        chaos.stop()
        // Who pinned WebSockets, and gets only nonsense by them, has stopped, and says so.
        connection.reconnectNow()
      }
      await expectOneText(scene, pages)
    },
    90_000,
  )
})
