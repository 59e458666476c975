import { once } from 'node:events'
import path from 'node:path'
import { step } from '../bin/progress.mjs'
import { attachDatabase } from './attach-database.ts'
import { type Attempt, type Launch, say } from './attempt.ts'
import { prepareDataFolder } from './folder/data-folder.ts'
import { beginLog } from './folder/log-file.ts'
import { beginRun } from './folder/run-file.ts'
import { takeOver } from './folder/take-over.ts'
import { requireFreePort } from './ports.ts'
import { addressOf } from './services.ts'
import { startServices } from './start-services.ts'

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
  for (const { port, host, variable } of what.services) await requireFreePort(port, host, variable)
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
