import { PrismaPg } from '@prisma/adapter-pg'
import { type Client, type ClientBase, Pool, type PoolConfig } from 'pg'
import { type AroundQuery, surroundQueries } from './around-queries.ts'
import { clientWatch } from './client-watch.ts'
import { PrismaClient } from './generated/client.ts'
import { createStatementNames } from './statement-names.ts'

export type Database = {
  prisma: PrismaClient
  /** Ends every connection of the pool. */
  close(): Promise<void>
}

export type DatabaseOptions = {
  /** postgresql://user:password@host:port/database */
  url: string
  /** Most connections this process holds at once. */
  poolSize?: number
  /** Goes around each query. */
  around?: AroundQuery
}

/** How long a query may wait for a connection before it fails. */
const connectionLimitMs = 5_000
/** How long the server works on one statement, waiting for locks included; ours take milliseconds. */
const statementLimitMs = 10_000
/** How long a transaction may hold its locks while its client says nothing. */
const idleTransactionLimitMs = 30_000
/** How long a connection may be silent under a statement; longer than the server would work on it. */
const silenceLimitMs = 15_000

/** A pooled client. Opens no connection before the first query. */
export function createDatabase({ url, poolSize = 10, around }: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectionLimitMs,
    keepAlive: true,
    application_name: 'duplex',
    // pg-pool waits for the promise, which its types do not say.
    onConnect: prepareSession as PoolConfig['onConnect'],
  })
  const statementNameGenerator = createStatementNames()
  const adapter = new PrismaPg(pool, { disposeExternalPool: true, statementNameGenerator })
  const prisma = new PrismaClient({ adapter })
  return { prisma: around ? surroundQueries(prisma, around) : prisma, close: () => prisma.$disconnect() }
}

/** Sessions run in UTC: Prisma and the defaults of columns write `timestamp` in the session's zone. */
async function prepareSession(client: ClientBase): Promise<void> {
  endOnSilence(client)
  await client.query(`SET TIME ZONE 'UTC'; SET statement_timeout = ${statementLimitMs};
    SET idle_in_transaction_session_timeout = ${idleTransactionLimitMs}; ${clientWatch}`)
}

/**
 * Ends a connection whose other end has vanished without a word, and with it the statement that waits there: TCP
 * alone would wait a quarter of an hour. Idle connections end the same way; the pool opens new ones.
 */
function endOnSilence(client: ClientBase): void {
  const { stream } = (client as Client).connection
  if (!('setTimeout' in stream) || typeof stream.setTimeout !== 'function') return
  stream.setTimeout(silenceLimitMs, () => {
    stream.destroy(Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' }))
  })
}
