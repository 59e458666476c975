import path from 'node:path'
import { sentenceOf } from '../bin/sentence.mjs'
import { LauncherError } from './launcher-error.ts'
import type { Running } from './processes/child.ts'

export type EmbeddedOptions = {
  dataDir: string
  port: number
  password: string
}

/** A running embedded database. `url` holds the password. */
export type RunningDatabase = Running & { url: string; port: number; reused: boolean }

/**
 * Starts the database of a data folder, or finds it running; it may then have another port than the one asked for.
 * Either way it ends with `stop`: the launcher that had started it is dead.
 */
export async function startDatabase({ dataDir, port, password }: EmbeddedOptions): Promise<RunningDatabase> {
  const { EmbeddedPostgresError, startEmbeddedPostgres } = await import('@duplex/db/embedded')
  try {
    const embedded = await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'postgres'), port, password })
    const exited = embedded.exited.then(() => 'killed or crashed')
    const stop = embedded.reused ? () => endByPid(embedded.pid, exited) : embedded.stop
    return { url: embedded.url, port: embedded.port, pid: embedded.pid, reused: embedded.reused, exited, stop }
  } catch (error) {
    const sentence = `The embedded PostgreSQL did not start. ${sentenceOf(error)}`
    throw new LauncherError('database-away', error instanceof EmbeddedPostgresError ? error.message : sentence, error)
  }
}

/**
 * Brings the tables up to date and returns the names of the migrations that were missing. Order: the package can only be
 * loaded after the build, which generates its client.
 */
export async function migrate(url: string): Promise<string[]> {
  const { applyMigrations } = await import('@duplex/db')
  try {
    return await applyMigrations(url)
  } catch (error) {
    const { hostname, port } = new URL(url)
    const sentence = `The database at ${hostname}:${port || 5432} cannot be used. ${sentenceOf(error)}`
    throw new LauncherError('database-away', sentence, error)
  }
}

/** SIGINT is PostgreSQL's fast and clean end. */
async function endByPid(pid: number, exited: Promise<string>): Promise<void> {
  process.kill(pid, 'SIGINT')
  await exited
}
