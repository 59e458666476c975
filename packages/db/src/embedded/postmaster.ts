import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type FileHandle, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { readPostmaster } from './lock-file.ts'
import { host } from './port.ts'
import type { Identity } from './run.ts'

export type PostmasterOptions = {
  binaries: Binaries
  identity: Identity
  dataFolder: string
  port: number
  /** False: a power cut may lose everything; for tests. */
  durable: boolean
}

/** `locked`: the data folder is still held, by a postmaster or by what one left behind. */
export type LaunchOutcome =
  | { kind: 'ready'; child: ChildProcess }
  | { kind: 'locked' }
  | { kind: 'failed'; output: string }

const pollMs = 20
/** SQLSTATE lock_file_exists, which `log_line_prefix` puts before the severity. */
const lockFileExists = 'F0001'

/** Starts PostgreSQL and waits until it accepts connections or ends. */
export async function launchPostmaster(options: PostmasterOptions): Promise<LaunchOutcome> {
  const { binaries, identity, dataFolder } = options
  const logFile = path.join(path.dirname(dataFolder), 'server.log')
  const [command, ...rest] = [...(identity.prefix ?? []), binaries.postgres, ...postgresArguments(options)]
  const logHandle = await openLog(logFile)
  // Detached: Ctrl-C in the terminal goes to our process group only, and the servers flush before the database ends.
  const child = spawn(command as string, rest, {
    uid: identity.uid,
    gid: identity.gid,
    cwd: '/',
    detached: true,
    stdio: ['ignore', logHandle.fd, logHandle.fd],
  })
  child.unref()
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')]).then(() => 'ended' as const)
  await logHandle.close()
  for (;;) {
    if ((await Promise.race([ended, pause(pollMs)])) === 'ended') break
    const lock = await readPostmaster(dataFolder)
    if (lock?.pid === child.pid && lock?.status === 'ready') return { kind: 'ready', child }
  }
  const output = await readFile(logFile, 'utf8')
  return output.includes(lockFileExists) ? { kind: 'locked' } : { kind: 'failed', output }
}

/** Each start begins a new file and keeps the one before. */
async function openLog(logFile: string): Promise<FileHandle> {
  await rename(logFile, `${logFile}.1`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  return open(logFile, 'a', 0o600)
}

function postgresArguments({ dataFolder, port, durable }: PostmasterOptions): string[] {
  const settings = {
    max_connections: '100',
    shared_buffers: '64MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m %e ',
    // The server's own events only: errors of statements go to their clients, and may quote content.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' }),
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', dataFolder, '-p', String(port), '-h', host, '-k', '', ...options]
}
