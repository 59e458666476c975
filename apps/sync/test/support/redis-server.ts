import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Redis } from 'ioredis'
import { until } from './until.ts'

export type RedisServer = {
  readonly url: string
  /** What it answers to a command. */
  call(...words: [string, ...string[]]): Promise<unknown>
  /** Hangs, with its connections open. */
  freeze(): void
  thaw(): void
  /** Ends at once, as after a crash. */
  kill(): Promise<void>
  /** Comes back empty, on the same port. */
  revive(): Promise<void>
  /** Throws out whoever subscribes. */
  dropSubscribers(): Promise<unknown>
  /** Throws everybody out. */
  dropEverybody(): Promise<unknown>
  empty(): Promise<unknown>
  close(): Promise<void>
}

const program = process.env.REDIS_SERVER_PATH ?? 'redis-server'

/** A real Redis that keeps nothing, in a process of its own. `more`: words of its command line. */
export async function startRedis(more: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let child = await start(port, url, more)
  const call = async (...words: [string, ...string[]]) => {
    const redis = new Redis(url, { lazyConnect: true })
    await redis.connect()
    try {
      return await redis.call(...words)
    } finally {
      redis.disconnect()
    }
  }
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  return {
    url,
    call,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
    async revive() {
      await kill()
      child = await start(port, url, more)
    },
    dropSubscribers: () => call('CLIENT', 'KILL', 'TYPE', 'pubsub'),
    dropEverybody: async () => {
      for (const type of ['pubsub', 'normal']) await call('CLIENT', 'KILL', 'TYPE', type)
    },
    empty: () => call('FLUSHALL'),
    close: kill,
  }
}

async function start(port: number, url: string, more: readonly string[]) {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...more]
  const child = spawn(program, args, { stdio: 'ignore' })
  await until('Redis answers', async () => {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
    redis.on('error', () => undefined)
    const isUp = await redis.connect().then(
      () => true,
      () => false,
    )
    redis.disconnect()
    return isUp
  })
  return child
}

/** Below those that a system gives to outgoing connections. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port === port))
    })
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
