import { randomUUID } from 'node:crypto'
import type { Client } from 'pg'
import { withClient } from '../with-client.ts'
import { type Migration, readMigrations } from './read-migrations.ts'

/** The advisory lock that `prisma migrate` takes, so that both never run at once. */
const prismaMigrateLock = 72707369

const createTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`

type Applied = { migration_name: string; checksum: string; finished_at: Date | null }

/** A migration failed now or earlier; the database is as it was before that migration. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
  readonly migration: string

  constructor(migration: string, reason: string, options?: ErrorOptions) {
    super(`migration ${migration} ${reason}`, options)
    this.migration = migration
  }
}

/**
 * Applies what is missing, in order, and answers with its names. Safe to run from several processes at once. Keeps the
 * records of `prisma migrate deploy`, which works on the same database. `folder`: prisma/migrations, where the caller
 * is a bundle that took it along.
 */
export function applyMigrations(
  url: string,
  log: (line: string) => void = () => undefined,
  folder?: string,
): Promise<string[]> {
  return inUtc(url, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [prismaMigrateLock])
    await createMigrationTable(client)
    return await applyMissing(client, await readMigrations(folder), log)
  })
}

export async function createMigrationTable(client: Client): Promise<void> {
  await client.query(createTable)
}

/** Those of `migrations` that the database lacks, in order; answers with their names. */
export async function applyMissing(
  client: Client,
  migrations: readonly Migration[],
  log: (line: string) => void = () => undefined,
): Promise<string[]> {
  const missing = await readMissing(client, migrations, log)
  for (const migration of missing) {
    await applyMigration(client, migration)
    log(`applied migration ${migration.name}`)
  }
  return missing.map(({ name }) => name)
}

/** Names of the migrations that `applyMigrations` would apply. Changes nothing. */
export function pendingMigrations(url: string, folder?: string): Promise<string[]> {
  return inUtc(url, async (client) => {
    const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS known")
    const migrations = await readMigrations(folder)
    const missing = rows[0]?.known ? await readMissing(client, migrations, () => undefined) : migrations
    return missing.map(({ name }) => name)
  })
}

async function applyMigration(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksum,
    name,
  ])
  try {
    await client.query(sql)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    // In a transaction of the caller's nothing can be noted any more, and nothing of this stays.
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, message]).catch(() => undefined)
    throw new MigrationError(name, `failed: ${message}`, { cause })
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id])
}

async function readMissing(client: Client, migrations: readonly Migration[], log: (line: string) => void) {
  const { rows } = await client.query<Applied>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
  const applied = new Map(rows.map((row) => [row.migration_name, row]))
  for (const row of rows) {
    if (!row.finished_at) throw new MigrationError(row.migration_name, 'failed earlier and needs repair by hand')
  }
  const missing: Migration[] = []
  for (const migration of migrations) {
    const row = applied.get(migration.name)
    if (!row) missing.push(migration)
    else if (row.checksum !== migration.checksum) log(`migration ${migration.name} was edited after it was applied`)
  }
  return missing
}

/** Migrations may fill `timestamp` columns, which hold UTC. */
function inUtc<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  return withClient({ connectionString: url, application_name: 'duplex-migrations' }, async (client) => {
    await client.query("SET TIME ZONE 'UTC'")
    return use(client)
  })
}
