import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import { PrismaClient } from './generated/client.ts'

export type Database = {
  prisma: PrismaClient
  /** Ends every connection of the pool. The client is unusable afterwards. */
  close(): Promise<void>
}

export type DatabaseOptions = {
  /** postgresql://user:password@host:port/database */
  url: string
  /** Most connections this process holds at once. */
  poolSize?: number
}

/** How long a query may wait for a free connection before it fails. */
const connectionTimeoutMs = 5_000

/**
 * A pooled client. Opens no connection before the first query.
 *
 * Sessions run in UTC: `timestamp` columns hold UTC and both Prisma and column defaults write them in the
 * session's zone.
 */
export function createDatabase({ url, poolSize = 10 }: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectionTimeoutMs,
    keepAlive: true,
    application_name: 'duplex',
    onConnect: async (client) => {
      await client.query("SET TIME ZONE 'UTC'")
    },
  })
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) })
  return { prisma, close: () => prisma.$disconnect() }
}
