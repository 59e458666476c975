import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RedisBus } from '../../src/bus/redis-bus.ts'
import { describeBus } from '../support/bus-contract.ts'
import { startRedisCluster } from '../support/redis-cluster.ts'
import { type RedisServer, startRedis } from '../support/redis-server.ts'
import { until } from '../support/until.ts'

/** Servers that are one to those who speak with them, and where each node finds it. */
type Setting = { readonly servers: readonly RedisServer[]; readonly urls: readonly string[]; close(): Promise<unknown> }

async function startOne(more: readonly string[] = []): Promise<Setting> {
  const server = await startRedis(more)
  return { servers: [server], urls: [server.url], close: server.close }
}

async function startForSomebody(...rights: string[]): Promise<Setting> {
  const setting = await startOne()
  for (const { call } of setting.servers)
    await call('ACL', 'SETUSER', 'node', 'on', '>secret', '+@all', '&*', ...rights)
  return { ...setting, urls: setting.urls.map((url) => url.replace('//', '//node:secret@')) }
}

async function startCluster(size: number): Promise<Setting> {
  const { masters, close } = await startRedisCluster(size)
  return { servers: masters, urls: masters.map(({ url }) => url), close }
}

const settings = [
  { over: 'Redis', words: 'shard', start: () => startOne() },
  {
    over: 'one that knows no shard channels',
    words: 'plain',
    start: () => startOne(['--rename-command', 'SSUBSCRIBE', '']),
  },
  { over: 'one whose user may not ask for its commands', words: 'plain', start: () => startForSomebody('-command') },
  { over: 'a cluster of one', words: 'plain', start: () => startCluster(1) },
  { over: 'a cluster of three, with each node at another', words: 'plain', start: () => startCluster(3) },
]

describe.each(settings)('the bus over $over', ({ words, start }) => {
  let setting: Setting
  let joined = 0

  beforeAll(async () => {
    setting = await start()
  })

  afterAll(() => setting.close())

  const join = () => {
    const url = setting.urls[joined++ % setting.urls.length] ?? ''
    return new RedisBus({ url, onFailed: () => undefined })
  }

  describeBus({
    join,
    breakConnections: async () => void (await Promise.all(setting.servers.map((server) => server.dropEverybody()))),
  })

  it(`R1 speaks in ${words} channels`, async () => {
    const bus = join()
    let isListening = false
    const onListening = () => {
      isListening = true
    }
    bus.open({ onMessage: () => undefined, onListening, onSending: () => undefined })
    bus.subscribe('one')
    await until('it listens', () => isListening)
    const ask = (question: string) => Promise.all(setting.servers.map(({ call }) => call('PUBSUB', question)))
    const [plain, shard] = [await ask('CHANNELS'), await ask('SHARDCHANNELS')]
    expect({ plain: plain.flat(), shard: shard.flat() }).toEqual({ plain: [], shard: [], [words]: ['one'] })
    bus.close()
  })
})

describe('a Redis that goes away', () => {
  let redis: RedisServer
  const failures: unknown[] = []
  const join = () => new RedisBus({ url: redis.url, onFailed: (cause) => failures.push(cause) })

  beforeAll(async () => {
    redis = await startRedis()
  })

  afterAll(() => redis.close())

  it.each([
    { what: 'drops its subscribers', disturb: async () => await redis.dropSubscribers() },
    { what: 'is killed and comes back empty', disturb: async () => await redis.revive() },
  ])('R1 subscribes again by itself and says so when Redis $what', async ({ disturb }) => {
    const bus = join()
    const heard: string[] = []
    let [listening, sending] = [0, 0]
    bus.open({
      onMessage: (_, message) => heard.push(Buffer.from(message).toString()),
      onListening: () => listening++,
      onSending: () => sending++,
    })
    bus.subscribe('one')
    await until('it listens', () => listening > 0 && sending > 0)
    const before = listening
    await disturb()
    await until('it listens again', () => listening > before)
    await until('it is heard', () => {
      bus.publish('one', Buffer.from('again'))
      return heard.includes('again')
    })
    bus.close()
  })

  it('R2 throws nothing and waits for nothing while Redis is away, says it once, and hangs up on one that hangs', async () => {
    const bus = join()
    let listening = 0
    const onListening = (channels: readonly string[]) => {
      listening += channels.length
    }
    bus.open({ onMessage: () => undefined, onListening, onSending: () => undefined })
    bus.subscribe('one')
    await until('it listens', () => listening > 0)
    failures.length = 0
    await redis.kill()
    for (let i = 0; i < 100; i++) bus.publish('one', Buffer.from('lost'))
    bus.subscribe('two')
    await until('the failure is told', () => failures.length > 0)
    await redis.revive()
    await until('it listens to both', () => listening > 2)
    expect(failures).toHaveLength(1)
    redis.freeze()
    bus.renew()
    const before = listening
    redis.thaw()
    await until('it listens on a new connection', () => listening > before)
    bus.close()
  })
})
