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
  /** False: a power cut may lose everything, `kill -9` nothing; for tests. */
  durable: boolean
}

/** `locked`: the data folder is still held, by a postmaster or by what one left behind. */
export type LaunchOutcome =
  | { kind: 'ready'; child: ChildProcess; ended: Promise<void> }
  | { kind: 'locked' }
  | { kind: 'failed'; output: string }

const pollMs = 20
/** Years of starts, stops and crashes. */
const maxLogBytes = 1024 * 1024
/** SQLSTATE lock_file_exists, which `log_line_prefix` puts before the severity. */
const lockFileExists = 'F0001'

/** Starts PostgreSQL and waits until it accepts connections or ends. */
export async function launchPostmaster(options: PostmasterOptions): Promise<LaunchOutcome> {
  const { binaries, identity, dataFolder } = options
  const logFile = path.join(path.dirname(dataFolder), 'server.log')
  const [command, ...rest] = [...(identity.prefix ?? []), binaries.postgres, ...postgresArguments(options)]
  const logHandle = await openLog(logFile)
  const { size: logStart } = await logHandle.stat()
  // Detached: Ctrl-C in the terminal goes to our process group only, and the servers flush before the database ends.
  const child = spawn(command as string, rest, {
    uid: identity.uid,
    gid: identity.gid,
    cwd: '/',
    detached: true,
    stdio: ['ignore', logHandle.fd, logHandle.fd],
  })
  child.unref()
  let isRunning = true
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')]).then(() => {
    isRunning = false
  })
  await logHandle.close()
  while (isRunning) {
    await Promise.race([ended, pause(pollMs)])
    const lock = await readPostmaster(dataFolder)
    if (lock?.pid === child.pid && lock?.status === 'ready') return { kind: 'ready', child, ended }
  }
  const output = (await readFile(logFile)).subarray(logStart).toString()
  return output.includes(lockFileExists) ? { kind: 'locked' } : { kind: 'failed', output }
}

/** A start finds a file that has grown long renamed; one such file is kept. */
async function openLog(logFile: string): Promise<FileHandle> {
  const log = await open(logFile, 'a', 0o600)
  if ((await log.stat()).size < maxLogBytes) return log
  await log.close()
  await rename(logFile, `${logFile}.1`)
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
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', max_connections: '400' }),
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', dataFolder, '-p', String(port), '-h', host, '-k', '', ...options]
}
