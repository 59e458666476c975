import { setTimeout } from 'node:timers/promises'
import { createDatabase } from '@duplex/db'
import { readOrCreateSecrets, toTicketKey } from '@duplex/protocol/server'
import { openTracing } from '@duplex/tracing'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { createApi } from './api/app.ts'
import type { ApiDependencies } from './api/context.ts'
import type { ApiRouter } from './api/env.ts'
import { createAuth } from './auth/auth.ts'
import { createGuessLimits } from './auth/guess-limits.ts'
import { createPasswordPolicy, loadCommonPasswords } from './auth/password-policy.ts'
import type { Config, SecretSource } from './config/config.ts'
import { readEnvironment } from './config/environment.ts'
import { loadWelcome } from './documents/welcome.ts'
import { defaultEventSettings, EventHub, type EventSettings } from './events/event-hub.ts'
import { createHealth } from './health.ts'
import { createLogger } from './logger.ts'
import { createRateLimiter, unlimited } from './network/rate-limiter.ts'
import { shutdownSignal } from './network/shutdown-signal.ts'
import { StreamHub } from './streams/stream-hub.ts'
import { defaultStreamSettings, type StreamSettings } from './streams/stream-settings.ts'

/** Everything that the web process is made of. */
export type Container = ApiDependencies & { api: ApiRouter; close(): Promise<void> }

/** What a test may put in place of the real thing. */
export type Seams = {
  logger: Logger
  pause: (ms: number) => Promise<void>
  events: Partial<EventSettings>
  streams: Partial<StreamSettings>
  shutdown: AbortSignal
}

/** Puts the web process together. The only place that constructs anything. Opens no connection yet. */
export async function createContainer(config: Config, seams: Partial<Seams> = {}): Promise<Container> {
  const {
    logger = createLogger(config.logLevel),
    pause = (ms) => setTimeout(ms),
    events,
    streams,
    shutdown = shutdownSignal(),
  } = seams
  const { authSecret, ticketSecret } = await readSecrets(config.secrets)
  const onFailed = (err: unknown) => logger.warn({ err }, 'traces could not be sent')
  const tracing = await openTracing(config.tracing, { service: 'duplex-web', onFailed })
  // Next.js ends the process; what ended within the last seconds is sent before.
  if (tracing.isOn) shutdown.addEventListener('abort', () => void tracing.flush(), { once: true })
  const around = tracing.isOn ? tracing.query : undefined
  const { prisma, close } = createDatabase({ url: config.databaseUrl, around })
  const redis = config.redisUrl === undefined ? undefined : createRedis(config.redisUrl, logger)
  const limiter = config.rateLimits === 'on' ? createRateLimiter(prisma, Date.now) : unlimited
  const eventHub = new EventHub({
    prisma,
    databaseUrl: config.databaseUrl,
    logger,
    settings: { ...defaultEventSettings, ...events },
    shutdown,
  })
  const ticketKey = toTicketKey(ticketSecret)
  const deps: ApiDependencies = {
    config,
    logger,
    tracing,
    prisma,
    limiter,
    auth: createAuth({ prisma, config, secret: authSecret, logger }),
    limits: createGuessLimits(limiter, pause),
    passwordPolicy: createPasswordPolicy(loadCommonPasswords),
    loadWelcome,
    ticketKey,
    health: createHealth({ prisma, databaseUrl: config.databaseUrl, redis, logger }),
    eventHub,
    streamHub: new StreamHub({
      prisma,
      ticketKey,
      config,
      logger,
      settings: { ...defaultStreamSettings, ...streams },
      shutdown,
    }),
  }
  return {
    ...deps,
    api: createApi(deps),
    close: async () => {
      redis?.disconnect()
      await eventHub.close()
      await close()
      await tracing.close()
    },
  }
}

const containerKey = Symbol.for('duplex.web-container')

type ContainerHolder = { [containerKey]?: Promise<Container> }

/** The container of this process: made at the first request, and shared by all bundles and hot reloads. */
export function container(): Promise<Container> {
  const holder = globalThis as ContainerHolder
  holder[containerKey] ??= createContainer(readEnvironment()).catch((error: unknown) => {
    delete holder[containerKey]
    throw error
  })
  return holder[containerKey]
}

async function readSecrets(source: SecretSource): Promise<{ authSecret: string; ticketSecret: string }> {
  return source.kind === 'given' ? source : await readOrCreateSecrets(source.dataDir)
}

/** Only asked whether it is there. Fails at once instead of queueing. */
function createRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, { lazyConnect: false, enableOfflineQueue: false, maxRetriesPerRequest: 0 })
  redis.on('error', (err) => logger.warn({ err }, 'redis cannot be reached'))
  return redis
}
