import { afterEach, describe, expect, it } from 'vitest'
import { encodeAwareness } from '../../src/room/frames.ts'
import { startChildServer } from '../support/child-server.ts'
import { useFixture } from '../support/fixture.ts'
import { type RedisServer, startRedis } from '../support/redis-server.ts'
import { until } from '../support/until.ts'
import type { WireClient } from '../support/wire-client.ts'
import { ticketSecret } from '../support/world.ts'

const promisedMs = 30_000

describe('R4 a node that is killed', () => {
  const fixture = useFixture()
  let redis: RedisServer | undefined

  afterEach(() => redis?.close())

  const seenBy = (client: WireClient, other: WireClient) =>
    client
      .of('awareness')
      .flatMap(({ states }) => states)
      .findLast(({ clientId }) => clientId === other.doc.clientID)?.state

  it('R4 has nobody there any more within 30 s for who is at another, with the times that servers have by themselves', {
    timeout: 2 * promisedMs,
  }, async ({ annotate }) => {
    redis = await startRedis()
    const start = (url: string) => startChildServer(fixture.database.url, ticketSecret, { REDIS_URL: url })
    const [north, south] = [await start(redis.url), await start(redis.url)]
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const a = await (await fixture.connect(north, documentId, ada)).sync()
    const b = await (await fixture.connect(south, documentId, bob)).sync()
    const state = new TextEncoder().encode(JSON.stringify({ cursor: 1 }))
    a.send(encodeAwareness([{ clientId: a.doc.clientID, clock: 1, state }]))
    await until('she is seen at the other node', () => seenBy(b, a)?.cursor === 1)
    const killedAt = performance.now()
    await north.kill('SIGKILL')
    await until('she is gone', () => seenBy(b, a) === null, promisedMs)
    const goneMs = performance.now() - killedAt
    await annotate(`gone after ${Math.round(goneMs)} ms`)
    expect(goneMs).toBeLessThanOrEqual(promisedMs)
    expect(b.closed).toBeUndefined()
  })
})
