import { setTimeout as delay } from 'node:timers/promises'
import { LauncherError } from '../launcher-error.ts'
import { type ProcessName, type RunEntry, readRun, stillRuns } from './run-file.ts'

/** How long a left-over process may take to end before it is killed. */
const endMs = 10_000
const pollMs = 50

/** PostgreSQL takes SIGTERM for "wait until all clients left"; SIGINT is its fast, clean end. */
const endSignal = { web: 'SIGTERM', sync: 'SIGTERM', database: 'SIGINT' } as const

/** What became of an earlier start's processes. `databasePort`: where its database still answers. */
export type TakenOver = { ended: ProcessName[]; databasePort: number | undefined }

/**
 * Deals with what an earlier launcher left when it was killed: web and sync are ended, the database is kept for reuse
 * unless `keepDatabase` is false.
 *
 * @throws {LauncherError} `already-running` where that launcher is alive.
 */
export async function takeOver(dataDir: string, keepDatabase: boolean): Promise<TakenOver> {
  const taken: TakenOver = { ended: [], databasePort: undefined }
  const run = readRun(dataDir)
  if (!run) return taken
  const { launcher } = run.processes
  if (stillRuns(launcher)) {
    const sentence = `Duplex already runs from ${dataDir} (process ${launcher.pid}): open ${run.address}.`
    throw new LauncherError('already-running', sentence)
  }
  for (const name of ['web', 'sync', 'database'] as const) {
    const entry = run.processes[name]
    if (!entry || !stillRuns(entry)) continue
    if (name === 'database' && keepDatabase) taken.databasePort = entry.port
    else {
      await end(entry, endSignal[name])
      taken.ended.push(name)
    }
  }
  return taken
}

async function end(entry: RunEntry, signal: NodeJS.Signals): Promise<void> {
  process.kill(entry.pid, signal)
  const deadline = Date.now() + endMs
  while (stillRuns(entry) && Date.now() < deadline) await delay(pollMs)
  if (stillRuns(entry)) process.kill(entry.pid, 'SIGKILL')
  while (stillRuns(entry)) await delay(pollMs)
}
