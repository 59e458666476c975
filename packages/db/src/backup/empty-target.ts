import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { BackupError } from './backup-error.ts'
import { backedUpTables, isOwnTable, leftOutTables, ownTypes } from './tables.ts'

/** A process that has just ended may still be there for PostgreSQL. */
const leavingMs = 2_000
const pollMs = 50

/**
 * Makes sure that nothing is lost by what follows, and clears the way: no process of Duplex is connected, and there is
 * no table but empty ones of ours, which are dropped. In the caller's transaction.
 *
 * @throws {BackupError} `in-use` or `not-empty`.
 */
export async function clearTarget(client: Client): Promise<void> {
  await refuseInUse(client)
  const { rows } = await client.query<{ name: string }>(
    "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
  )
  const names = rows.map(({ name }) => name)
  const stranger = names.find((name) => !isOwnTable(name))
  if (stranger !== undefined) throw notEmpty(`there is a table ${stranger}, which is not of Duplex`)
  for (const name of backedUpTables) if (names.includes(name)) await refuseRows(client, name)
  for (const name of [...backedUpTables, ...leftOutTables]) await client.query(`DROP TABLE IF EXISTS "${name}" CASCADE`)
  for (const name of ownTypes) await client.query(`DROP TYPE IF EXISTS "${name}"`)
}

async function refuseInUse(client: Client): Promise<void> {
  const deadline = Date.now() + leavingMs
  for (;;) {
    const { rows } = await client.query<{ others: number }>(
      `SELECT count(*)::int AS others FROM pg_stat_activity WHERE datname = current_database()
       AND application_name LIKE 'duplex%' AND application_name NOT IN ('duplex-backup', 'duplex-restore')`,
    )
    const others = rows[0]?.others ?? 0
    if (others === 0) return
    if (Date.now() > deadline) {
      const sentence = `Duplex is connected to this database (${others} connections): end web and sync first.`
      throw new BackupError('in-use', sentence)
    }
    await pause(pollMs)
  }
}

async function refuseRows(client: Client, name: string): Promise<void> {
  const { rows } = await client.query<{ filled: boolean }>(`SELECT EXISTS (SELECT 1 FROM "${name}") AS filled`)
  if (rows[0]?.filled) throw notEmpty(`table ${name} has rows`)
}

function notEmpty(why: string): BackupError {
  const sentence = `The database is not empty (${why}). A backup goes into an empty one: make a new database, or another data folder.`
  return new BackupError('not-empty', sentence)
}
