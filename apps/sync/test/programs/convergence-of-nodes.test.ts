import * as prng from 'lib0/prng'
import { afterEach, describe, it } from 'vitest'
import { type ChildServer, startMeasuredServer } from '../support/child-server.ts'
import { useFixture } from '../support/fixture.ts'
import { describePlaces, expectOneDocument } from '../support/one-document.ts'
import { createOurs, createOursOver } from '../support/participant-ours.ts'
import { createRaw } from '../support/participant-raw.ts'
import { createStockParticipant } from '../support/participant-stock.ts'
import { createDoc, type Kind } from '../support/random-edits.ts'
import { type RedisServer, startRedis } from '../support/redis-server.ts'
import { seedsFor } from '../support/seeds.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { type Place, Turmoil } from '../support/turmoil.ts'
import { until } from '../support/until.ts'
import { ticketSecret } from '../support/world.ts'

const steps = 120
const maxRunMs = 120_000
const nodeCount = 3
const crew = [createOurs, createOurs, createRaw, createOursOver('sse'), createStockParticipant]

const unlimited = { perSecond: 1e9, burst: 1e9 }
const settings = {
  lingerMs: 20,
  quietAfterMs: 30,
  heartbeatMs: 1_000,
  nodeSilentMs: 3_000,
  snapshotRows: 15,
  statementTimeoutMs: 250,
  handshakeRate: unlimited,
  addressHandshakeRate: unlimited,
  loadRate: unlimited,
}

/** A process that can be killed and comes back elsewhere, and its own line to Redis. */
type Node = { server: ChildServer; readonly line: TcpProxy }

describe('R several nodes in turmoil', () => {
  const fixture = useFixture()
  const proxies: TcpProxy[] = []
  let redis: RedisServer | undefined
  let nodes: Node[] = []
  let places: Place[] = []

  afterEach(async () => {
    for (const { participant } of places.splice(0)) participant.leave()
    await Promise.all(nodes.splice(0).map(({ server }) => server.kill('SIGKILL')))
    await Promise.all(proxies.splice(0).map((proxy) => proxy.close()))
    await redis?.close()
  })

  async function proxyTo(url: string): Promise<TcpProxy> {
    const proxy = await startTcpProxy(url)
    proxies.push(proxy)
    return proxy
  }

  async function startNode(database: TcpProxy, redisUrl: string): Promise<Node> {
    const line = await proxyTo(redisUrl)
    return { line, server: await startServer(database, line) }
  }

  const startServer = (database: TcpProxy, line: TcpProxy) =>
    startMeasuredServer(database.url, ticketSecret, settings, { REDIS_URL: line.url })

  async function addPlaces(documentId: string, kind: Kind): Promise<Place[]> {
    const people = await Promise.all(['Ada', 'Bob', 'Zoe'].map((name) => fixture.world.addPerson(name)))
    return Promise.all(
      crew.map(async (create, i) => {
        const network = await proxyTo(nodes[i % nodes.length]?.server.httpUrl ?? '')
        const person = people[i % people.length] as (typeof people)[number]
        const ticket = () => fixture.world.ticket(person, documentId)
        const wsUrl = `${network.url.replace('http', 'ws')}sync/v1`
        const enter = () => create({ wsUrl, network, documentId, ticket }, createDoc(kind))
        return { participant: enter(), network, enter }
      }),
    )
  }

  /** What can happen to Redis, to a line to it, and to a node. */
  function mishapsOf(server: RedisServer, database: TcpProxy) {
    const anyNode = (random: prng.PRNG) => prng.oneOf(random, nodes)
    return {
      'redis-freeze': () => server.freeze(),
      'redis-thaw': () => server.thaw(),
      'redis-killed': () => server.kill(),
      'redis-back': () => server.revive(),
      'line-cut': (random: prng.PRNG) => anyNode(random).line.cut(),
      'line-frozen': (random: prng.PRNG) => anyNode(random).line.freeze(),
      'line-slow': (random: prng.PRNG) => anyNode(random).line.slow(prng.int32(random, 1, 200)),
      'line-back': (random: prng.PRNG) => anyNode(random).line.restore(),
      move: (random: prng.PRNG) => prng.oneOf(random, places).network.aim(anyNode(random).server.httpUrl),
      'node-killed': async (random: prng.PRNG) => {
        const node = anyNode(random)
        const old = node.server.httpUrl
        await node.server.kill('SIGKILL')
        database.restore()
        node.server = await startServer(database, node.line)
        for (const { network } of places) network.aimFrom(old, node.server.httpUrl)
      },
    }
  }

  async function run(kind: Kind, seed: number): Promise<void> {
    const random = prng.create(seed)
    const server = await startRedis()
    redis = server
    const database = await proxyTo(fixture.database.url)
    nodes = await Promise.all(Array.from({ length: nodeCount }, () => startNode(database, server.url)))
    const documentId = await fixture.world.addDocument()
    places = await addPlaces(documentId, kind)
    const hasNoRooms = async ({ server }: Node) =>
      (await (await fetch(`${server.httpUrl}/metrics`)).text()).includes('duplex_sync_rooms 0\n')
    const turmoil = new Turmoil({
      kind,
      random,
      places,
      database,
      mishaps: mishapsOf(server, database),
      readStored: () => fixture.world.readDocument(documentId),
      unloaded: () =>
        until('no node has the room', async () => (await Promise.all(nodes.map(hasNoRooms))).every(Boolean)),
    })
    try {
      turmoil.restore()
      for (let i = 0; i < steps; i++) await turmoil.next()
      server.thaw()
      await server.revive()
      for (const { line } of nodes) line.restore()
      turmoil.restore()
      await expectOneDocument(fixture.world, { kind, documentId, places })
    } catch (cause) {
      const where = await describePlaces(fixture.world, documentId, places)
      throw new Error(`SYNC_SEED=${seed} (${kind}): ${turmoil.story}\n${where}`, { cause })
    }
  }

  const kinds = ['text', 'array', 'map', 'xml'] as const
  const cases = seedsFor(5).map((seed, i) => [kinds[i % kinds.length] ?? 'text', seed] as const)

  it.for(cases)(
    'R1 R2 T4 five clients at three nodes end with one %s, whatever becomes of Redis and the nodes',
    { timeout: maxRunMs },
    ([kind, seed]) => run(kind, seed),
  )
})
