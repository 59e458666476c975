import type { EndCause, TransportName } from '@duplex/protocol/client'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Settings } from '../../src/config/config.ts'
import { type ChildServer, startMeasuredServer } from '../support/child-server.ts'
import { useFixture } from '../support/fixture.ts'
import { chooseCarrier } from '../support/lines/choose-carrier.ts'
import type { Lines, NodeLines } from '../support/lines/lines.ts'
import { type ListenGate, startListenGate } from '../support/listen-gate.ts'
import { openPage, type Page, saysStored } from '../support/page.ts'
import { type RedisServer, startRedis } from '../support/redis-server.ts'
import { type Revocation, revocations } from '../support/revocations.ts'
import { readMetric } from '../support/server-metrics.ts'
import { until } from '../support/until.ts'
import { type Someone, ticketSecret } from '../support/world.ts'

/** `REVOCATION=usual`, and `--reporter=verbose` for what it measured: with the times that a server has by itself. */
const isUsual = process.env.REVOCATION === 'usual'
const [settings, promisedMs] = isUsual ? [{}, 60_000] : [{ compareAccessMs: 1_000, failClosedMs: 6_000 }, 6_000]
/** A poll hears of its end with its next question. */
const transports: readonly TransportName[] = ['websocket', 'sse', 'long-polling']

/** Somebody's page at one node over one transport, and how and when its connections ended. */
type Visitor = { readonly page: Page; readonly ends: { readonly cause: EndCause; readonly at: number }[] }
/** The document of one revocation, with whom it touches, and with somebody else. */
type Place = { readonly how: Revocation; readonly documentId: string; readonly bob: Someone } & {
  readonly touched: readonly Visitor[]
  readonly others: readonly Visitor[]
}

const carrier = chooseCarrier()

describe('R3 several processes', () => {
  const fixture = useFixture()
  let redis: RedisServer | undefined
  let lines: Lines | undefined
  let database: ListenGate | undefined
  const visitors: Visitor[] = []

  // The provider of each page listens for the end of the process.
  beforeAll(() => void process.setMaxListeners(100))

  afterEach(async () => {
    for (const { page } of visitors.splice(0)) page.connection.destroy()
    await Promise.all([lines?.close(), database?.close()])
    await redis?.close()
  })

  function enter({ wsUrl }: ChildServer, documentId: string, person: Someone, transport: TransportName): Visitor {
    const ticket = () => fixture.world.ticket(person, documentId)
    const page = openPage(wsUrl, documentId, new Y.Doc(), ticket, { transport })
    const visitor: Visitor = { page, ends: [] }
    page.connection.status.subscribe(() => {
      const status = page.status()
      if ('cause' in status) visitor.ends.push({ cause: status.cause, at: performance.now() })
    })
    visitors.push(visitor)
    return visitor
  }

  async function setPlace(how: Revocation, nodes: readonly ChildServer[]): Promise<Place> {
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    await fixture.world.prisma.member.create({ data: { documentId, userId: bob.userId, role: 'editor' } })
    const touched = nodes.flatMap((node) => transports.map((transport) => enter(node, documentId, bob, transport)))
    const others = nodes.map((node) => enter(node, documentId, ada, 'websocket'))
    return { how, documentId, bob, touched, others }
  }

  async function startNodes(settings: Partial<Settings>) {
    redis = await startRedis()
    database = await startListenGate(fixture.database.url)
    lines = await carrier.lay(2, { databaseUrl: database.url, redisUrl: redis.url })
    const start = ({ home, redis, database }: NodeLines) =>
      startMeasuredServer(database.url, ticketSecret, settings, { REDIS_URL: redis.url }, home)
    const nodes = await Promise.all(lines.nodes.map(start))
    await until('both nodes listen', async () => (await countListeners()) === nodes.length)
    const breakLines = (name: 'redis' | 'database', fault: 'cut' | 'freeze') => {
      for (const node of lines?.nodes ?? []) node[name][fault]()
    }
    return { nodes, breakLines, listening: database.line }
  }

  /** Everybody is in, and nobody's connection has ended since. */
  async function setPlaces(nodes: readonly ChildServer[]): Promise<readonly Place[]> {
    const places = await Promise.all(revocations.map((how) => setPlace(how, nodes)))
    const all = places.flatMap(({ touched, others }) => [...touched, ...others])
    await until('everybody is in', () => all.every(({ page }) => saysStored(page)))
    // On a busy machine it takes some of them more than one attempt.
    for (const { ends } of all) ends.length = 0
    return places
  }

  async function countListeners(): Promise<number> {
    const [row] = await fixture.world.prisma.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'duplex-changes' AND state = 'idle' AND query <> ''`
    return Number(row?.count)
  }

  async function areApart(nodes: readonly ChildServer[]): Promise<boolean> {
    const apart = await Promise.all(nodes.map((node) => readMetric(node, 'duplex_sync_apart')))
    return apart.every((value) => value === 1)
  }

  /** Takes access everywhere at the same time, and answers with the ms from then on until the last one was out. */
  async function revokeAll(
    places: readonly Place[],
    deadlineMs: number,
    closeOf: (how: Revocation) => EndCause = ({ close }) => close,
  ): Promise<number> {
    const run = async ({ how, documentId, bob, touched }: Place) => {
      await fixture.world.prisma.$transaction((tx) => how.run(tx, documentId, bob))
      const revokedAt = performance.now()
      await until(`${how.name} is felt`, () => touched.every(({ ends }) => ends.length > 0), deadlineMs + 5_000)
      const causes = touched.map(({ ends }) => ends[0]?.cause)
      expect(causes, how.name).toEqual(touched.map(() => closeOf(how)))
      return Math.max(...touched.map(({ ends }) => (ends[0]?.at ?? 0) - revokedAt))
    }
    return Math.max(...(await Promise.all(places.map(run))))
  }

  it('R3 end whoever lost access within 2 s, at all of them and over all transports, and nobody else', async ({
    annotate,
  }) => {
    const { nodes } = await startNodes({})
    const revoke = async () => {
      const places = await setPlaces(nodes)
      const lastMs = await revokeAll(places, 2_000)
      await annotate(`out after ${Math.round(lastMs)} ms`)
      for (const { how, others } of places.filter(({ how }) => how.sparesOthers)) {
        const ends = others.map(({ ends }) => ends)
        expect(ends, how.name).toEqual(others.map(() => []))
      }
      return lastMs
    }
    let leastMs = Infinity
    // A machine that is busy with everything else only adds to it.
    for (let tries = 0; tries < 3 && leastMs > 2_000; tries++) leastMs = Math.min(leastMs, await revoke())
    expect(leastMs).toBeLessThanOrEqual(2_000)
  })

  it.for(['cut', 'freeze'] as const)(
    `R3 end them within 60 s where Redis and what listens are both gone and stay so (%s, ${carrier.name})`,
    { timeout: promisedMs + 60_000 },
    async (fault, { annotate }) => {
      const { nodes, breakLines, listening } = await startNodes(settings)
      const places = await setPlaces(nodes)
      breakLines('redis', fault)
      listening[fault]()
      await until('both nodes are apart', () => areApart(nodes))
      const [writer, reader] = places[0]?.others ?? []
      writer?.page.doc.getText('default').insert(0, 'queries go on')
      await until('it is read from the log', () => reader?.page.doc.getText('default').length === 13)
      const lastMs = await revokeAll(places, promisedMs)
      await annotate(`out after ${Math.round(lastMs)} ms`)
      expect(lastMs).toBeLessThanOrEqual(promisedMs)
      expect(await areApart(nodes)).toBe(true)
      if (fault === 'cut') expect(await countListeners()).toBe(0)
    },
  )

  it.for(['cut', 'freeze'] as const)(
    `R3 end everybody within 60 s where all of the database is gone as well and stays so (%s, ${carrier.name})`,
    { timeout: promisedMs + 60_000 },
    async (fault, { annotate }) => {
      const { nodes, breakLines } = await startNodes(settings)
      const places = await setPlaces(nodes)
      breakLines('redis', fault)
      breakLines('database', fault)
      await until('both nodes are apart', () => areApart(nodes))
      const everybody = places.map((place) => ({ ...place, touched: [...place.touched, ...place.others] }))
      const lastMs = await revokeAll(everybody, promisedMs, () => 'storageAway')
      await annotate(`out after ${Math.round(lastMs)} ms`)
      expect(lastMs).toBeLessThanOrEqual(promisedMs)
      expect(visitors.map(({ page }) => page.status().kind)).not.toContain('live')
    },
  )
})
