import { once } from 'node:events'
import path from 'node:path'
import type { Secrets } from '@duplex/protocol/server'
import { step } from '../bin/progress.mjs'
import { attachDatabase } from './attach-database.ts'
import type { LauncherConfig } from './config.ts'
import { prepareDataFolder } from './folder/data-folder.ts'
import { beginLog, type LogFile } from './folder/log-file.ts'
import { beginRun, type RunFile } from './folder/run-file.ts'
import { takeOver } from './folder/take-over.ts'
import { requireFreePort } from './ports.ts'
import { addressOf, type Mode, type Service } from './services.ts'
import { startServices } from './start-services.ts'

export type Launch = {
  config: LauncherConfig
  mode: Mode
  services: Service[]
  /** Makes what the services run from; its output goes to the log. */
  build(output: LogFile, signal: AbortSignal): Promise<void>
  /** The secrets of this data folder, made on first use. */
  readSecrets(): Promise<Secrets>
}

/** One launch under way. `started` lists what has to be ended, oldest first. */
export type Attempt = Launch & {
  logFolder: string
  /** Where the database of an earlier start still answers. */
  databasePort: number | undefined
  runFile: RunFile
  started: { name: string; stop(): Promise<void> }[]
  signal: AbortSignal
}

/**
 * Starts everything, keeps it alive, and ends it in the reverse order when `signal` aborts or a first start fails.
 *
 * @throws {LauncherError} where something cannot be started; nothing that was started runs then.
 */
export async function launch(what: Launch, signal: AbortSignal): Promise<void> {
  const { config } = what
  await prepareDataFolder(config.dataDir)
  const { ended, databasePort } = await takeOver(config.dataDir, config.databaseUrl === undefined)
  for (const name of ended) say(`${name} still ran from an earlier start and was ended`)
  for (const { port, variable } of what.services) await requireFreePort(port, config.host, variable)
  const address = addressOf(config)
  const logFolder = path.join(config.dataDir, 'logs')
  const runFile = beginRun(config.dataDir, address)
  const attempt: Attempt = { ...what, logFolder, databasePort, runFile, started: [], signal }
  try {
    await startEverything(attempt)
    say(`\n  Duplex is ready: ${address}\n  Ctrl-C ends it. Logs: ${logFolder}\n`)
    if (!signal.aborted) await once(signal, 'abort')
  } catch (error) {
    // An end that was asked for during the start is no failure of the start.
    if (!signal.aborted) throw error
  } finally {
    await endEverything(attempt)
  }
}

async function startEverything(attempt: Attempt): Promise<void> {
  await step('building', async (done) => {
    await attempt.build(beginLog(attempt.logFolder, 'build'), attempt.signal)
    done('built')
  })
  attempt.signal.throwIfAborted()
  const { databasePassword } = await attempt.readSecrets()
  const databaseUrl = await attachDatabase(attempt, databasePassword)
  await startServices(attempt, databaseUrl)
}

async function endEverything({ started, runFile }: Attempt): Promise<void> {
  for (const { name, stop } of started.reverse()) {
    await step(`ending ${name}`, async (done) => {
      await stop()
      done(`${name} ended`)
    })
  }
  runFile.remove()
}

export function say(line: string): void {
  process.stdout.write(`  ${line}\n`)
}
