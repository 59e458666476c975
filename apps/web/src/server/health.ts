import { type PrismaClient, pendingMigrations } from '@duplex/db'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** What this process needs and whether it has it. `unused`: not configured. */
type Readiness = {
  isReady: boolean
  checks: {
    database: 'up' | 'down'
    migrations: 'current' | 'pending' | 'unknown'
    /** Redis joins sync nodes; web works without it, so it is reported and decides nothing. */
    redis: 'up' | 'down' | 'unused'
  }
}

export type Health = { readReadiness(): Promise<Readiness> }

export type HealthDependencies = {
  prisma: PrismaClient
  databaseUrl: string
  redis: Redis | undefined
  logger: Logger
}

export function createHealth({ prisma, databaseUrl, redis, logger }: HealthDependencies): Health {
  // A database that was current for this build stays so: migrations are never taken back under a running process.
  let isCurrent = false
  async function readMigrations(): Promise<Readiness['checks']['migrations']> {
    try {
      isCurrent ||= (await pendingMigrations(databaseUrl)).length === 0
      return isCurrent ? 'current' : 'pending'
    } catch (err) {
      logger.warn({ err }, 'migrations cannot be compared')
      return 'unknown'
    }
  }
  return {
    async readReadiness() {
      const [database, redisState] = await Promise.all([
        prisma.$queryRaw`SELECT 1`.then(() => 'up' as const).catch(() => 'down' as const),
        readRedis(redis),
      ])
      const migrations = database === 'up' ? await readMigrations() : 'unknown'
      return { isReady: migrations === 'current', checks: { database, migrations, redis: redisState } }
    },
  }
}

async function readRedis(redis: Redis | undefined): Promise<Readiness['checks']['redis']> {
  if (redis === undefined) return 'unused'
  return await redis
    .ping()
    .then(() => 'up' as const)
    .catch(() => 'down' as const)
}
