import { closeTable } from '@duplex/protocol'
import { type TransportName, transportNames } from '@duplex/protocol/client'
import { describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { type LadderScene, setLadderScene } from './support/ladder-scene.ts'
import { openRoughPage, type RoughPage } from './support/rough-page.ts'
import { until } from './support/until.ts'

const fixture = useFixture()
const visits = transportNames.filter((name) => name !== 'websocket')

/** A page over one way; time passes `hurry` times as fast for it. */
async function setPage(transport: TransportName, hurry = 1): Promise<{ scene: LadderScene; page: RoughPage }> {
  const scene = await setLadderScene(fixture)
  const page = await openRoughPage(scene, 'Ada', 1, hurry)
  page.connection.pinTransport(transport)
  page.text.insert(0, 'before;')
  await page.stored()
  return { scene, page }
}

async function expectStored({ scene, page }: { scene: LadderScene; page: RoughPage }, text: string): Promise<void> {
  await page.stored(30_000)
  expect(await fixture.world.readText(scene.documentId)).toBe(text)
}

describe('T4 what chaos does to a connection', () => {
  it.each(transportNames)(
    'T4 a line that is cut by %s is mended, and what was written meanwhile is there once',
    async (way) => {
      const { scene, page } = await setPage(way, 10)
      page.chaos.cut(3_000)
      page.text.insert(0, 'meanwhile;')
      expect(page.chaos.state.getSnapshot().cutUntil).toBeDefined()
      await expectStored({ scene, page }, 'meanwhile;before;')
      expect(page.chaos.state.getSnapshot()).toMatchObject({ cutUntil: undefined })
    },
  )

  it.each(transportNames)('L1 T4 what goes dead by %s is noticed by its silence, and made anew', async (way) => {
    const { scene, page } = await setPage(way, 20)
    await until('something is open', () => {
      page.chaos.goDead()
      return page.chaos.state.getSnapshot().dead > 0
    })
    page.text.insert(0, 'into nothing;')
    await expectStored({ scene, page }, 'into nothing;before;')
    await until('nothing is dead', () => page.chaos.state.getSnapshot().dead === 0)
  })

  it.each(transportNames)('L5 T1 a code that chaos says by %s is believed', async (way) => {
    const { scene, page } = await setPage(way)
    page.chaos.end(closeTable.forbidden.code)
    await until('it has stopped', () => page.status().kind === 'stopped')
    expect(page.status()).toMatchObject({ cause: 'forbidden' })
    page.text.insert(0, 'kept;')
    page.connection.reconnectNow()
    await expectStored({ scene, page }, 'kept;before;')
  })

  it.each(visits)('L4 L5 a Retry-After by %s is heeded, whoever says it', async (way) => {
    const { scene, page } = await setPage(way, 10)
    page.chaos.refuse(1, 7)
    page.text.insert(0, 'refused;')
    await until('it waits', () => page.status().kind === 'waiting')
    expect(page.status()).toMatchObject({ cause: 'overloaded' })
    await expectStored({ scene, page }, 'refused;before;')
    expect(page.chaos.state.getSnapshot()).toMatchObject({ refusals: 0, tallies: { refused: 1 } })
  })

  it('L1 T4 a proxy that is more patient than the heartbeat cuts nothing, and one that is less loses nothing', async () => {
    const scene = await setLadderScene(fixture, { config: { settings: { heartbeatMs: 200 } } })
    const page = await openRoughPage(scene, 'Ada', 1)
    const { chaos } = page
    const heard: number[] = []
    chaos.set({ idleCutMs: 3_000 })
    page.text.insert(0, 'patience;')
    await page.stored()
    await until('there were heartbeats for longer than that', () => {
      const offset = page.connection.serverTimeOffsetMs
      if (offset !== undefined && heard.at(-1) !== offset) heard.push(offset)
      return heard.length > 16
    })
    expect(chaos.state.getSnapshot().tallies.cut).toBe(0)
    chaos.set({ idleCutMs: 50 })
    page.text.insert(0, 'none;')
    await until('it was cut', () => chaos.state.getSnapshot().tallies.cut > 1)
    chaos.stop()
    await expectStored({ scene, page }, 'none;patience;')
  })

  it('T4 stopping makes anew what was hurt, and so shows what was deleted unseen', async () => {
    const { scene, page } = await setPage('websocket')
    const other = await scene.open('Bob')
    await other.stored()
    page.chaos.set({ unit: 'messages', down: { delayMs: 0, jitterMs: 0, lost: 1, twice: 0, swapped: 0 } })
    other.text.delete(0, 3)
    await other.stored()
    await until('a message was lost', () => page.chaos.state.getSnapshot().tallies.lost > 0)
    expect(page.text.toString()).toBe('before;')
    page.chaos.stop()
    await until('the deletion is seen', () => page.text.toString() === 'ore;')
    expect(page.ends).toEqual(['waiting abnormal'])
  })
})
