import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { type Client, DatabaseError } from 'pg'
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams'
import { applyMissing, createMigrationTable } from '../migrations/apply-migrations.ts'
import { type Migration, readMigrations } from '../migrations/read-migrations.ts'
import { withClient } from '../with-client.ts'
import { BackupError } from './backup-error.ts'
import { type BackupHeader, type BackupManifest, toColumns } from './backup-format.ts'
import { clearTarget } from './empty-target.ts'
import { readBackup } from './read-backup.ts'

export type RestoredBackup = { readonly header: BackupHeader; readonly manifest: BackupManifest }

/** One table that is being filled. */
type Filling = { readonly table: string; readonly rows: CopyStreamQuery; readonly end: Promise<void> }

/**
 * Restores a backup into an empty database: its tables as they were, then the migrations that came after it. One
 * transaction, which commits only when everything agrees with the backup's own checksums and counts; else the database
 * is as it was.
 *
 * @throws {BackupError}
 */
export async function restoreBackup(url: string, source: Readable, migrationsFolder?: string): Promise<RestoredBackup> {
  const migrations = await readMigrations(migrationsFolder)
  return await withClient({ connectionString: url, application_name: 'duplex-restore' }, async (client) => {
    await client.query("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET TIME ZONE 'UTC'")
    await client.query('BEGIN')
    const restored = await fill(client, source, migrations)
    await applyMissing(client, migrations)
    await client.query('COMMIT')
    await client.query('ANALYZE')
    return restored
  })
}

async function fill(client: Client, source: Readable, migrations: readonly Migration[]): Promise<RestoredBackup> {
  const rows = new Map<string, number>()
  let columns: BackupHeader['tables'] = []
  let filling: Filling | undefined
  const endTable = async () => {
    if (!filling) return
    filling.rows.end()
    await filling.end
    rows.set(filling.table, filling.rows.rowCount ?? 0)
  }
  const restored = await readBackup(source, {
    onHeader: async (header) => {
      await clearTarget(client)
      await createMigrationTable(client)
      await applyMissing(client, selectMigrations(header, migrations))
      columns = header.tables
    },
    onChunk: async (table, bytes) => {
      if (filling?.table !== table) {
        await endTable()
        filling = beginTable(client, table, columns.find(({ name }) => name === table)?.columns ?? [])
      }
      if (filling) await write(filling, bytes)
    },
  })
  await endTable()
  for (const held of restored.manifest.tables) {
    if (rows.get(held.name) !== held.rows)
      throw new BackupError('damaged', `The backup is damaged: rows of table ${held.name} are missing.`)
  }
  return restored
}

/** Those that the backup's tables had been through, which all have to be among ours. */
function selectMigrations(header: BackupHeader, ours: readonly Migration[]): Migration[] {
  return header.migrations.map(({ name, checksum }) => {
    const own = ours.find((migration) => migration.name === name)
    if (own?.checksum === checksum) return own
    throw new BackupError(
      'other-version',
      `Another version of Duplex made this backup (migration ${name}): restore it with that one.`,
    )
  })
}

function beginTable(client: Client, table: string, columns: readonly string[]): Filling {
  const rows = client.query(copyFrom(`COPY "${table}" (${toColumns(columns)}) FROM STDIN (FORMAT binary)`))
  const end = finished(rows).catch((cause: unknown) => {
    if (!(cause instanceof DatabaseError)) throw cause
    throw new BackupError('damaged', `The backup is damaged: PostgreSQL refuses table ${table}: ${cause.message}.`, {
      cause,
    })
  })
  // Heard where the table ends; until then a failure must not end the process.
  end.catch(() => undefined)
  return { table, rows, end }
}

/** Order: a failed COPY takes nothing any more, and its end says why. */
async function write({ rows, end }: Filling, bytes: Buffer): Promise<void> {
  if (rows.destroyed) await end
  if (!rows.write(bytes)) await Promise.race([once(rows, 'drain').catch(() => end), end])
}
