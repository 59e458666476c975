import * as prng from 'lib0/prng'
import { afterEach, describe, it } from 'vitest'
import type * as Y from 'yjs'
import type { Settings } from '../src/config/config.ts'
import { useFixture } from './support/fixture.ts'
import { describePlaces, expectOneDocument } from './support/one-document.ts'
import type { Participant, Way } from './support/participant.ts'
import { createOurs, createOursOver, createSwitching } from './support/participant-ours.ts'
import { createRaw } from './support/participant-raw.ts'
import { createStockParticipant } from './support/participant-stock.ts'
import { createDoc, type Kind } from './support/random-edits.ts'
import { seedsFor } from './support/seeds.ts'
import type { RunningServer } from './support/server.ts'
import { startTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'
import { type Place, Turmoil } from './support/turmoil.ts'
import { until } from './support/until.ts'

/** A poll is a sign of life too, and comes every 5 s at least. */
const slowHeartbeatMs = 5_000

type Create = (way: Way, doc: Y.Doc) => Participant

const ofThreeKinds: readonly Create[] = [createOurs, createOurs, createRaw, createRaw, createStockParticipant]
const onFourTransports: readonly Create[] = [
  createSwitching,
  createOursOver('sse'),
  createOursOver('long-polling'),
  createOursOver('polling'),
  createStockParticipant,
]
const steps = 100
const maxRunMs = 60_000

const settings = {
  lingerMs: 20,
  quietAfterMs: 30,
  heartbeatMs: 400,
  snapshotRows: 15,
  statementTimeoutMs: 250,
  handshakeRate: { perSecond: 1e9, burst: 1e9 },
  addressHandshakeRate: { perSecond: 1e9, burst: 1e9 },
  loadRate: { perSecond: 1e9, burst: 1e9 },
}

describe('convergence in turmoil', () => {
  const fixture = useFixture()
  const proxies: TcpProxy[] = []
  let places: Place[] = []

  afterEach(async () => {
    for (const { participant } of places) participant.leave()
    places = []
    await Promise.all(proxies.splice(0).map((proxy) => proxy.close()))
  })

  async function proxyTo(url: string): Promise<TcpProxy> {
    const proxy = await startTcpProxy(url)
    proxies.push(proxy)
    return proxy
  }

  async function addPlaces(
    { httpUrl }: RunningServer,
    documentId: string,
    kind: Kind,
    crew: readonly Create[],
  ): Promise<Place[]> {
    const people = await Promise.all(['Ada', 'Bob', 'Zoe'].map((name) => fixture.world.addPerson(name)))
    return Promise.all(
      crew.map(async (create, i) => {
        const network = await proxyTo(httpUrl)
        const person = people[i % people.length] as (typeof people)[number]
        const ticket = () => fixture.world.ticket(person, documentId)
        const wsUrl = `${network.url.replace('http', 'ws')}sync/v1`
        const enter = () => create({ wsUrl, network, documentId, ticket }, createDoc(kind))
        return { participant: enter(), network, enter }
      }),
    )
  }

  async function run(kind: Kind, seed: number, crew: readonly Create[], more: Partial<Settings> = {}): Promise<void> {
    const random = prng.create(seed)
    const database = await proxyTo(fixture.database.url)
    const server = await fixture.start({ settings: { ...settings, ...more } }, database.url)
    const documentId = await fixture.world.addDocument()
    places = await addPlaces(server, documentId, kind, crew)
    const metrics = async () => await (await fetch(`${server.httpUrl}/metrics`)).text()
    const turmoil = new Turmoil({
      kind,
      random,
      places,
      database,
      readStored: () => fixture.world.readDocument(documentId),
      unloaded: () => until('the room is unloaded', async () => (await metrics()).includes('duplex_sync_rooms 0\n')),
    })
    try {
      turmoil.restore()
      for (let i = 0; i < steps; i++) await turmoil.next()
      turmoil.restore()
      await expectOneDocument(fixture.world, { kind, documentId, places })
    } catch (cause) {
      throw new Error(
        `SYNC_SEED=${seed} (${kind}): ${turmoil.story}\n${await describePlaces(fixture.world, documentId, places)}`,
        { cause },
      )
    }
  }

  const cases = (['text', 'array', 'map', 'xml'] as const).flatMap((kind) =>
    seedsFor(1).map((seed) => [kind, seed] as const),
  )

  it.for(cases)(
    'ST1 ST4 ST7 ST8 V3 five clients of three kinds end with one %s, which is the stored one',
    { timeout: maxRunMs },
    ([kind, seed]) => run(kind, seed, ofThreeKinds),
  )

  it.for(cases)(
    'T2 T4 five clients on four transports, one of which switches all the time, end with one %s, which is the stored one',
    { timeout: 2 * maxRunMs },
    ([kind, seed]) => run(kind, seed, onFourTransports, { heartbeatMs: slowHeartbeatMs }),
  )
})
