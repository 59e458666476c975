import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Redis } from 'ioredis'
import { until } from './until.ts'

export type RedisServer = {
  readonly url: string
  /** Hangs, with its connections open. */
  freeze(): void
  thaw(): void
  /** Ends at once, as after a crash. */
  kill(): Promise<void>
  /** Comes back empty, on the same port. */
  revive(): Promise<void>
  /** Throws out whoever subscribes. */
  dropSubscribers(): Promise<void>
  empty(): Promise<void>
  close(): Promise<void>
}

const program = process.env.REDIS_SERVER_PATH ?? 'redis-server'

/** A real Redis that keeps nothing, in a process of its own. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let child = await start(port, url)
  const command = async (...words: [string, ...string[]]) => {
    const redis = new Redis(url, { lazyConnect: true })
    await redis.connect()
    await redis.call(...words)
    redis.disconnect()
  }
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  return {
    url,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
    async revive() {
      await kill()
      child = await start(port, url)
    },
    dropSubscribers: () => command('CLIENT', 'KILL', 'TYPE', 'pubsub'),
    empty: () => command('FLUSHALL'),
    close: kill,
  }
}

async function start(port: number, url: string) {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
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
async function freePort(): Promise<number> {
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
