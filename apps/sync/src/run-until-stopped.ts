import { limits } from '@duplex/protocol'
import type { Logger } from 'pino'
import type { SyncServer } from './server.ts'

/** Past every deadline of a shutdown; something hangs that must not. */
export const exitMs = limits.maxShutdownMs - 1_000

/** Serves until SIGTERM, SIGINT or an administrator's order, drains, and ends the process. A bug ends it at once: who started it starts it again. */
export async function runUntilStopped(server: SyncServer, log: Logger): Promise<void> {
  const onBug = (err: unknown) => {
    log.fatal({ err }, 'unexpected error')
    process.exit(1)
  }
  process.on('uncaughtException', onBug)
  process.on('unhandledRejection', onBug)
  const stopped = new Promise<NodeJS.Signals | 'order'>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve)
    void server.drainOrdered.then(() => resolve('order'))
  })
  await server.listen()
  log.info({ port: server.port }, 'sync server listens')
  log.info({ by: await stopped }, 'stopping')
  setTimeout(() => process.exit(1), exitMs).unref()
  await server.drain()
  await server.close()
  process.exit(0)
}
