import { setTimeout } from 'node:timers/promises'
import * as prng from 'lib0/prng'
import { afterEach, describe, it } from 'vitest'
import { type ChildServer, startMeasuredServer } from '../support/child-server.ts'
import { useFixture } from '../support/fixture.ts'
import { chooseCarrier } from '../support/lines/choose-carrier.ts'
import {
  isolate,
  type LineFault,
  type Lines,
  lineFaults,
  lineNames,
  type NodeLines,
  restoreLines,
} from '../support/lines/lines.ts'
import { describePlaces, expectOneDocument } from '../support/one-document.ts'
import { createOurs, createOursOver } from '../support/participant-ours.ts'
import { createRaw } from '../support/participant-raw.ts'
import { createStockParticipant } from '../support/participant-stock.ts'
import { createDoc, type Kind } from '../support/random-edits.ts'
import { type RedisServer, startRedis } from '../support/redis-server.ts'
import { seedsFor } from '../support/seeds.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { type Mishap, type Place, Turmoil } from '../support/turmoil.ts'
import { until } from '../support/until.ts'
import { ticketSecret } from '../support/world.ts'

const steps = 120
const maxRunMs = 120_000
const nodeCount = 3
const maxSlowMs = 200
/** Longer than it takes a node to find that it is apart, and that a statement has failed. */
const maxLullMs = 4_000
/** What a line lost is sent again after up to as long as it was silent, and a connection that hangs ends after 15 s. */
const healMs = 40_000
const crew = [
  createOurs,
  createOursOver('long-polling'),
  createRaw,
  createOursOver('sse'),
  createOursOver('polling'),
  createStockParticipant,
]

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

/** A process that can be killed and comes back at the same lines. */
type Node = { server: ChildServer; readonly lines: NodeLines }

const carrier = chooseCarrier()

describe('R several nodes in turmoil', () => {
  const fixture = useFixture()
  const proxies: TcpProxy[] = []
  let redis: RedisServer | undefined
  let lines: Lines | undefined
  let nodes: Node[] = []
  let places: Place[] = []

  afterEach(async () => {
    for (const { participant } of places.splice(0)) participant.leave()
    await Promise.all(nodes.splice(0).map(({ server }) => server.kill('SIGKILL')))
    await Promise.all(proxies.splice(0).map((proxy) => proxy.close()))
    await Promise.all([redis?.close(), lines?.close()])
  })

  async function proxyTo(url: string): Promise<TcpProxy> {
    const proxy = await startTcpProxy(url)
    proxies.push(proxy)
    return proxy
  }

  async function startServer({ home, redis, database, clients }: NodeLines): Promise<ChildServer> {
    const more = { REDIS_URL: redis.url }
    const server = await startMeasuredServer(database.url, ticketSecret, settings, more, home)
    clients.aim(server.httpUrl)
    return server
  }

  async function addPlaces(documentId: string, kind: Kind): Promise<Place[]> {
    const people = await Promise.all(['Ada', 'Bob', 'Zoe'].map((name) => fixture.world.addPerson(name)))
    return Promise.all(
      crew.map(async (create, i) => {
        const network = await proxyTo(nodes[i % nodes.length]?.lines.clients.url ?? '')
        const person = people[i % people.length] as (typeof people)[number]
        const ticket = () => fixture.world.ticket(person, documentId)
        const wsUrl = `${network.url.replace('http', 'ws')}sync/v1`
        const enter = () => create({ wsUrl, network, documentId, ticket }, createDoc(kind))
        return { participant: enter(), network, enter }
      }),
    )
  }

  const restoreNodes = () => {
    for (const node of nodes) restoreLines(node.lines)
  }

  /** What can happen to Redis, to a node, and to what joins it to everything else. */
  function mishapsOf(server: RedisServer): Readonly<Record<string, Mishap>> {
    const anyNode = (random: prng.PRNG) => {
      const name = prng.int32(random, 0, nodes.length - 1)
      return { name: `n${name}`, ...(nodes[name] as Node) }
    }
    const breakLine = (fault: LineFault) => (random: prng.PRNG) => {
      const { name, lines } = anyNode(random)
      const line = prng.oneOf(random, [...lineNames])
      lines[line][fault](prng.int32(random, 1, maxSlowMs))
      return `${name}-${line}`
    }
    const withLines = (act: (lines: NodeLines) => void) => (random: prng.PRNG) => {
      const { name, lines } = anyNode(random)
      act(lines)
      return name
    }
    return {
      'redis-freeze': () => server.freeze(),
      'redis-thaw': () => server.thaw(),
      'redis-killed': () => server.kill(),
      'redis-back': () => server.revive(),
      ...Object.fromEntries(lineFaults.map((fault) => [`line-${fault}`, breakLine(fault)])),
      alone: withLines(isolate),
      joined: withLines(restoreLines),
      'all-joined': restoreNodes,
      'time-passes': async (random) => await setTimeout(prng.int32(random, 500, maxLullMs)),
      move: (random) => prng.oneOf(random, places).network.aim(anyNode(random).lines.clients.url),
      'node-killed': async (random) => {
        const place = prng.int32(random, 0, nodes.length - 1)
        const node = nodes[place] as Node
        await node.server.kill('SIGKILL')
        node.server = await startServer(node.lines)
        return `n${place}`
      },
    }
  }

  /** The lines of all nodes to the database, as one. */
  function databaseOfAll() {
    const all = (act: 'cut' | 'freeze' | 'restore') => () => {
      for (const { lines } of nodes) lines.database[act]()
    }
    return { cut: all('cut'), freeze: all('freeze'), restore: all('restore') }
  }

  async function run(kind: Kind, seed: number): Promise<void> {
    const random = prng.create(seed)
    const server = await startRedis()
    redis = server
    lines = await carrier.lay(nodeCount, { databaseUrl: fixture.database.url, redisUrl: server.url })
    nodes = await Promise.all(lines.nodes.map(async (lines) => ({ lines, server: await startServer(lines) })))
    const documentId = await fixture.world.addDocument()
    places = await addPlaces(documentId, kind)
    const hasNoRooms = async ({ server }: Node) =>
      (await (await fetch(`${server.httpUrl}/metrics`)).text()).includes('duplex_sync_rooms 0\n')
    const turmoil = new Turmoil({
      kind,
      random,
      places,
      database: databaseOfAll(),
      mishaps: mishapsOf(server),
      readStored: () => fixture.world.readDocument(documentId),
      unloaded: () => {
        restoreNodes()
        const areEmpty = async () => (await Promise.all(nodes.map(hasNoRooms))).every(Boolean)
        return until('no node has the room', areEmpty, healMs)
      },
    })
    try {
      turmoil.restore()
      for (let i = 0; i < steps; i++) await turmoil.next()
      server.thaw()
      await server.revive()
      restoreNodes()
      turmoil.restore()
      // Where a node stopped listening twice while somebody came in, they ask for another ticket (R3).
      const endings = ['accessChanged']
      await expectOneDocument(fixture.world, { kind, documentId, places, deadlineMs: healMs, endings })
    } catch (cause) {
      const where = await describePlaces(fixture.world, documentId, places)
      throw new Error(`SYNC_SEED=${seed} (${kind}): ${turmoil.story}\n${where}`, { cause })
    }
  }

  const kinds = ['text', 'array', 'map', 'xml'] as const
  const cases = seedsFor(5).map((seed, i) => [kinds[i % kinds.length] ?? 'text', seed] as const)

  it.for(cases)(
    `R1 R2 T4 six clients on four transports at three nodes end with one %s, whatever becomes of Redis, the nodes and their lines (${carrier.name})`,
    { timeout: maxRunMs },
    ([kind, seed]) => run(kind, seed),
  )
})
