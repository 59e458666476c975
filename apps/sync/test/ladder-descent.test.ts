import { describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { hurriedClock, type LadderPage, type LadderScene, setLadderScene } from './support/ladder-scene.ts'
import { until } from './support/until.ts'

const stored =
  ({ documentId }: LadderScene, text: string) =>
  async () =>
    (await fixture.world.readText(documentId)).includes(text)

const fixture = useFixture()

/** The page writes, and hears from somebody beside it. */
async function expectTalk(scene: LadderScene, page: LadderPage): Promise<void> {
  const other = await scene.open('Zoe')
  other.text.insert(0, 'heard')
  await until('the page hears others', () => page.text.toString().includes('heard'))
  page.text.insert(0, 'said')
  await until('others hear the page', () => other.text.toString().includes('said'))
}

describe('T3 down the ladder', () => {
  it('T3 where a proxy refuses WebSockets, typing works within 3 s, and the page says how', async () => {
    const scene = await setLadderScene(fixture)
    const openedAt = performance.now()
    const other = await scene.open('Zoe', {}, scene.proxy)
    await other.stored()
    // What a busy machine takes for opening a document at all is no matter of ways.
    const usualMs = performance.now() - openedAt
    scene.proxy.upgrades = 'refuse'
    const startedAt = performance.now()
    const page = await scene.open('Ada', {}, scene.proxy)
    page.text.insert(0, 'typed')
    await until('it is stored', stored(scene, 'typed'))
    expect(performance.now() - startedAt - usualMs).toBeLessThan(3_000)
    expect(page.connection.transport.getSnapshot()).toEqual({ transport: 'sse', pinned: undefined })
    expect(scene.proxy.seen.filter((what) => what === 'UPGRADE')).toHaveLength(3)
    await expectTalk(scene, page)
  })

  it('T3 a WebSocket that is taken, and on which nothing comes, is left after 5 s', async () => {
    const scene = await setLadderScene(fixture)
    scene.proxy.upgrades = 'swallow'
    const page = await scene.open('Ada', {}, scene.proxy)
    page.text.insert(0, 'typed')
    await until('it is stored', stored(scene, 'typed'), 12_000)
    expect(page.transport).toBe('sse')
  })

  it('T3 a proxy that holds back events is left for long polls within seconds, and nothing waits for it', async () => {
    const scene = await setLadderScene(fixture)
    scene.proxy.upgrades = 'refuse'
    scene.proxy.buffers = true
    const page = await scene.open('Ada', {}, scene.proxy)
    page.text.insert(0, 'typed')
    await until('it is stored', stored(scene, 'typed'), 12_000)
    await until('it polls', () => page.transport === 'long-polling', 15_000)
    expect(page.connections).toBeLessThanOrEqual(3)
    await expectTalk(scene, page)
  })

  it('T3 a proxy that begins to hold back events in the middle is noticed, and what it keeps comes all the same', async () => {
    const scene = await setLadderScene(fixture)
    const page = await scene.open('Ada', { transport: 'sse' }, scene.proxy)
    await page.stored()
    page.connection.pinTransport(undefined)
    scene.proxy.upgrades = 'refuse'
    await until('it is on the stream', () => page.transport === 'sse', 12_000)
    await page.stored()
    scene.proxy.holds = true
    page.text.insert(0, 'said')
    await page.stored()
    const other = await scene.open('Zoe')
    other.text.insert(0, 'heard')
    page.text.insert(0, 'said')
    await until('it polls', () => page.transport === 'long-polling', 15_000)
    await until('it hears', () => page.text.toString().includes('heard'))
  })

  it('T3 a proxy that cuts questions that are held is left for polls', async () => {
    const scene = await setLadderScene(fixture)
    scene.proxy.upgrades = 'refuse'
    scene.proxy.buffers = true
    scene.proxy.cutsAfterMs = 1_000
    const page = await scene.open('Ada', {}, scene.proxy)
    await until('it polls', () => page.transport === 'polling')
    await expectTalk(scene, page)
  })

  it('T3 goes up to a stream again when none is held back any more, although WebSockets stay blocked', async () => {
    const scene = await setLadderScene(fixture)
    scene.proxy.upgrades = 'refuse'
    scene.proxy.buffers = true
    const page = await scene.open('Ada', { clock: hurriedClock(10) }, scene.proxy)
    await until('it polls', () => page.transport === 'long-polling')
    const connections = page.connections
    scene.proxy.buffers = false
    await until('it is on the stream', () => page.transport === 'sse')
    await expectTalk(scene, page)
    expect([page.transport, page.connections]).toEqual(['sse', connections])
  })

  it('T3 goes up again when a WebSocket gets through, and says everything once', async () => {
    const scene = await setLadderScene(fixture)
    scene.proxy.upgrades = 'refuse'
    const page = await scene.open('Ada', { clock: hurriedClock(10) }, scene.proxy)
    await until('it is on the stream', () => page.transport === 'sse')
    page.text.insert(0, 'before;')
    await page.stored()
    const connections = page.connections
    await until('it has looked upward', () => scene.proxy.seen.filter((what) => what === 'UPGRADE').length > 3)
    expect([page.transport, page.connections]).toEqual(['sse', connections])
    scene.proxy.upgrades = 'pass'
    await until('it is on a WebSocket', () => page.transport === 'websocket')
    page.text.insert(0, 'after;')
    await page.stored()
    expect(page.connections).toBe(connections + 1)
    expect(await fixture.world.readText(scene.documentId)).toBe('after;before;')
  })

  it('T3 who finds no place to hold a request polls, and who leaves gives theirs to the next', async () => {
    const scene = await setLadderScene(fixture)
    scene.proxy.upgrades = 'refuse'
    let places = 2
    const takeHeldSlot = async (signal: AbortSignal) => {
      if (places === 0) return false
      places--
      signal.addEventListener('abort', () => places++)
      return true
    }
    const open = async (name: string) => {
      const page = await scene.open(name, { takeHeldSlot }, scene.proxy)
      await page.stored()
      return page
    }
    const [ada, bob, zoe] = [await open('Ada'), await open('Bob'), await open('Zoe')]
    expect([ada, bob, zoe].map(({ transport }) => transport)).toEqual(['sse', 'sse', 'polling'])
    await expectTalk(scene, zoe)
    ada.connection.destroy()
    expect((await open('Eve')).transport).toBe('sse')
    expect(places).toBe(0)
  })

  it('T3 who chose a way stays with it', async () => {
    const scene = await setLadderScene(fixture)
    scene.proxy.upgrades = 'refuse'
    const page = await scene.open('Ada', { transport: 'websocket' }, scene.proxy)
    await until('it has tried', () => scene.proxy.seen.filter((what) => what === 'UPGRADE').length >= 4)
    expect(page.transport).toBe('websocket')
    expect(scene.proxy.seen.filter((what) => what !== 'UPGRADE')).toEqual([])
    page.connection.pinTransport(undefined)
    await page.stored()
    expect(page.transport).toBe('sse')
  })

  it('T3 a server that is away is no reason to go down for long', async () => {
    const scene = await setLadderScene(fixture)
    const page = await scene.open('Ada', {}, scene.proxy)
    await page.stored()
    scene.proxy.isAway = true
    scene.proxy.cut()
    await until('it has tried everything', () => scene.proxy.seen.filter((what) => what === 'AWAY').length > 6)
    scene.proxy.isAway = false
    page.connection.reconnectNow()
    // It may come back between the WebSocket that fails and the visit that is tried next.
    await until('it is back', () => page.status().kind === 'live' && page.transport === 'websocket')
  })
})

describe('T2 the network beneath a visit', () => {
  it.each(['sse', 'long-polling', 'polling'] as const)(
    'T2 a break for a moment ends no visit by %s',
    async (transport) => {
      const scene = await setLadderScene(fixture)
      const page = await scene.open('Ada', { transport }, scene.proxy)
      const other = await scene.open('Zoe')
      await Promise.all([page.stored(), other.stored()])
      scene.proxy.isAway = true
      scene.proxy.cut()
      page.text.insert(0, 'mine;')
      other.text.insert(0, 'theirs;')
      await until('it has tried', () => scene.proxy.seen.filter((what) => what === 'AWAY').length > 2)
      scene.proxy.isAway = false
      await until('they have one text', () => page.text.toString() === other.text.toString())
      await page.stored()
      expect([page.text.length, page.connections]).toEqual(['mine;theirs;'.length, 1])
    },
  )

  it.each(['sse', 'long-polling', 'polling'] as const)(
    'T2 answers that are lost cost nothing by %s',
    async (transport) => {
      const scene = await setLadderScene(fixture)
      const page = await scene.open('Ada', { transport }, scene.proxy)
      await page.stored()
      scene.proxy.repeats = true
      for (let i = 0; i < 10; i++) {
        scene.proxy.lostAnswers = i % 3
        page.text.insert(page.text.length, `${i};`)
        await page.stored()
      }
      expect(await fixture.world.readText(scene.documentId)).toBe('0;1;2;3;4;5;6;7;8;9;')
      expect(page.connections).toBe(1)
    },
  )

  it.each(['sse', 'long-polling', 'polling'] as const)(
    'T2 L5 a server that starts anew gets everything again by %s',
    async (transport) => {
      const first = await setLadderScene(fixture)
      const page = await first.open('Ada', { transport }, first.proxy)
      page.text.insert(0, 'before;')
      await page.stored()
      const second = await fixture.start()
      first.proxy.target = second.httpUrl
      first.proxy.cut()
      page.text.insert(0, 'after;')
      await until('it is stored', stored(first, 'after;before;'))
      await page.stored()
      expect([page.transport, page.connections]).toEqual([transport, 2])
    },
  )
})
