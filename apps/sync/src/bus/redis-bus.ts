import { Redis } from 'ioredis'
import type { Bus, BusListener } from './bus.ts'

export type RedisBusContext = {
  readonly url: string
  /** The first error of an outage. */
  onFailed(cause: unknown): void
}

const maxRetryMs = 2_000
const connectTimeoutMs = 5_000
const farewellMs = 200
/** Channels in one command. */
const maxChannels = 1_000

/** The words of this server for the same things. */
type Dialect = {
  readonly event: 'messageBuffer' | 'smessageBuffer'
  subscribe(redis: Redis, channels: readonly string[]): Promise<unknown>
  unsubscribe(redis: Redis, channel: string): Promise<unknown>
  publish(redis: Redis, channel: string, message: Buffer): Promise<unknown>
}

const plain: Dialect = {
  event: 'messageBuffer',
  subscribe: (redis, channels) => redis.subscribe(...channels),
  unsubscribe: (redis, channel) => redis.unsubscribe(channel),
  publish: (redis, channel, message) => redis.publish(channel, message),
}

/**
 * Since Redis 7, on a server that is no node of a cluster. There, each shard channel is heard at one master only, which
 * would take a connection to each, and a beat over each to know of those that are lost; what is published in plain words
 * at any node is heard at all of them. Every node of an installation comes to the same answer.
 */
const sharded: Dialect = {
  event: 'smessageBuffer',
  subscribe: (redis, channels) => redis.ssubscribe(...channels),
  unsubscribe: (redis, channel) => redis.sunsubscribe(channel),
  publish: (redis, channel, message) => redis.spublish(channel, message),
}

/**
 * Redis Pub/Sub, with shard channels where one server has them. Two connections: one that subscribes can say nothing
 * else. Redis forgets a message at once, so nothing is queued while it is away, and nobody relies on what it carries.
 */
export class RedisBus implements Bus {
  private readonly channels = new Set<string>()
  private readonly subscriber: Redis
  private readonly publisher: Redis
  private listener: BusListener | undefined
  /** Of the server that the connection leads to now. */
  private readonly dialects = new Map<Redis, Dialect>()
  private isFailing = false

  constructor(private readonly context: RedisBusContext) {
    this.subscriber = this.connect()
    this.publisher = this.connect()
    for (const event of ['messageBuffer', 'smessageBuffer'] as const) {
      this.subscriber.on(event, (channel: Buffer, message: Buffer) => {
        this.listener?.onMessage(channel.toString(), message)
      })
    }
  }

  open(listener: BusListener): void {
    this.listener = listener
    for (const redis of [this.subscriber, this.publisher]) void redis.connect().catch(ignore)
  }

  subscribe(channel: string): void {
    this.channels.add(channel)
    void this.listen([channel])
  }

  unsubscribe(channel: string): void {
    this.channels.delete(channel)
    const dialect = this.dialects.get(this.subscriber)
    void dialect?.unsubscribe(this.subscriber, channel).catch(ignore)
  }

  publish(channel: string, message: Uint8Array): void {
    const dialect = this.dialects.get(this.publisher)
    const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
    void dialect?.publish(this.publisher, channel, bytes).catch(ignore)
  }

  renew(): void {
    for (const redis of [this.subscriber, this.publisher]) {
      if (redis.status === 'ready' || redis.status === 'connect') redis.disconnect(true)
    }
  }

  close(): void {
    this.listener = undefined
    this.subscriber.disconnect()
    // What was just said still goes out, if Redis answers.
    const giveUp = setTimeout(() => this.publisher.disconnect(), farewellMs)
    void this.publisher
      .quit()
      .catch(ignore)
      .finally(() => {
        clearTimeout(giveUp)
        this.publisher.disconnect()
      })
  }

  private connect(): Redis {
    const redis = new Redis(this.context.url, {
      lazyConnect: true,
      autoResubscribe: false,
      enableOfflineQueue: false,
      // A command whose connection broke is not sent again: it may have been carried out.
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      connectTimeout: connectTimeoutMs,
      retryStrategy: (attempt) => Math.min(maxRetryMs, 50 * 2 ** attempt) * (0.5 + Math.random() / 2),
    })
    redis.on('ready', () => void this.greet(redis))
    redis.on('close', () => this.dialects.delete(redis))
    // Unheard, an error would end the process. One line for each outage is enough.
    redis.on('error', (cause) => {
      this.tellFailure(cause)
    })
    return redis
  }

  private tellFailure(cause: unknown): void {
    if (!this.isFailing) this.context.onFailed(cause)
    this.isFailing = true
  }

  /** Each time anew: the server behind an address can become another one. */
  private async greet(redis: Redis): Promise<void> {
    const dialect = await chooseDialect(redis)
    // The connection broke meanwhile: the next one is greeted.
    if (redis.status !== 'ready') return
    this.dialects.set(redis, dialect)
    this.isFailing = false
    if (redis === this.subscriber) await this.listen([...this.channels])
    else this.listener?.onSending()
  }

  private async listen(channels: readonly string[]): Promise<void> {
    const dialect = this.dialects.get(this.subscriber)
    for (let i = 0; dialect && i < channels.length; i += maxChannels) {
      const some = channels.slice(i, i + maxChannels)
      try {
        await dialect.subscribe(this.subscriber, some)
      } catch (cause) {
        // The connection broke, and the next one subscribes to all of them; or this user may not.
        this.tellFailure(cause)
        return
      }
      this.listener?.onListening(some.filter((channel) => this.channels.has(channel)))
    }
  }
}

/** A user who may not ask has plain channels, as everybody here has the same rights. */
async function chooseDialect(redis: Redis): Promise<Dialect> {
  try {
    const [known] = (await redis.command('INFO', 'SSUBSCRIBE')) as unknown[]
    if (!known) return plain
    return (await redis.info('cluster')).includes('cluster_enabled:1') ? plain : sharded
  } catch {
    return plain
  }
}

/** What was to be said is lost, as anything can be here. */
const ignore = () => undefined
