import type { Writable } from 'node:stream'
import type { Client } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { withClient } from '../with-client.ts'
import { type AddEntry, inChunks, sha256Of, writeArchive } from './archive.ts'
import { BackupError } from './backup-error.ts'
import {
  type BackupHeader,
  type BackupManifest,
  chunkName,
  createHeader,
  type HeldTable,
  headerName,
  manifestName,
  toColumns,
} from './backup-format.ts'
import { backedUpTables } from './tables.ts'

/** What went into a backup. `bytes`: of the tables, before they were compressed. */
export type WrittenBackup = { readonly header: BackupHeader; readonly manifest: BackupManifest; readonly bytes: number }

export type WriteBackupOptions = {
  /** Called as it goes, with the bytes so far and about how many there will be. */
  onProgress?(bytes: number, ofAbout: number): void
}

/**
 * Writes everything that must last to `out`, as of one moment, while others read and write. Reads through one
 * connection in one transaction, a chunk at a time.
 */
export async function writeBackup(
  url: string,
  out: Writable,
  options: WriteBackupOptions = {},
): Promise<WrittenBackup> {
  return await withClient({ connectionString: url, application_name: 'duplex-backup' }, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await client.query(
      "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL TIME ZONE 'UTC'",
    )
    const header = await readHeader(client)
    const ofAbout = await estimateBytes(client, header)
    const tables: HeldTable[] = []
    let bytes = 0
    const count = (more: number) => {
      bytes += more
      options.onProgress?.(bytes, ofAbout)
    }
    await writeArchive(out, async (add) => {
      const head = toJson(header)
      await add(headerName, head)
      for (const table of header.tables) tables.push(await addTable(client, table, add, count))
      await add(manifestName, toJson({ header: sha256Of(head), tables } satisfies BackupManifest))
    })
    await client.query('COMMIT')
    return { header, manifest: { header: sha256Of(toJson(header)), tables }, bytes }
  })
}

async function addTable(
  client: Client,
  { name, columns }: BackupHeader['tables'][number],
  add: AddEntry,
  count: (bytes: number) => void,
): Promise<HeldTable> {
  const rows = client.query(copyTo(`COPY "${name}" (${toColumns(columns)}) TO STDOUT (FORMAT binary)`))
  const chunks: string[] = []
  let bytes = 0
  for await (const chunk of inChunks(rows)) {
    await add(chunkName(name, chunks.length), chunk)
    chunks.push(sha256Of(chunk))
    bytes += chunk.length
    count(chunk.length)
  }
  return { name, rows: rows.rowCount ?? 0, bytes, chunks }
}

/** Of tables that this database has: one that was not brought up to date can be backed up, too. */
async function readHeader(client: Client): Promise<BackupHeader> {
  const { rows: known } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS known")
  if (!known[0]?.known)
    throw new BackupError('no-tables', 'There is nothing to back up: this database has no tables of Duplex.')
  const { rows: times } = await client.query<{ now: Date }>('SELECT now()')
  const { rows: migrations } = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  )
  const { rows: columns } = await client.query<{ table: string; columns: string[] }>(
    `SELECT table_name AS table, array_agg(column_name::text ORDER BY ordinal_position) AS columns
     FROM information_schema.columns WHERE table_schema = current_schema() AND is_generated = 'NEVER' GROUP BY 1`,
  )
  const tables = backedUpTables.flatMap((name) => {
    const found = columns.find(({ table }) => table === name)
    return found ? [{ name, columns: found.columns }] : []
  })
  return createHeader({ createdAt: (times[0]?.now ?? new Date()).toISOString(), migrations, tables })
}

async function estimateBytes(client: Client, { tables }: BackupHeader): Promise<number> {
  const names = tables.map(({ name }) => `"${name}"`)
  const { rows } = await client.query<{ bytes: string }>(
    'SELECT coalesce(sum(pg_table_size(name::regclass)), 0) AS bytes FROM unnest($1::text[]) AS name',
    [names],
  )
  return Number(rows[0]?.bytes ?? 0)
}

function toJson(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, undefined, 1)}\n`)
}
