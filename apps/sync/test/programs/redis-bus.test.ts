import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RedisBus } from '../../src/bus/redis-bus.ts'
import { describeBus } from '../support/bus-contract.ts'
import { type RedisServer, startRedis } from '../support/redis-server.ts'
import { until } from '../support/until.ts'

describe('the bus over Redis', () => {
  let redis: RedisServer
  const failures: unknown[] = []
  const join = () => new RedisBus({ url: redis.url, onFailed: (cause) => failures.push(cause) })

  beforeAll(async () => {
    redis = await startRedis()
  })

  afterAll(() => redis.close())

  describeBus(join)

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
