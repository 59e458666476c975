import { step } from '../bin/progress.mjs'
import { type Attempt, say } from './attempt.ts'
import { migrate, startDatabase } from './database.ts'
import { findFreePort, requireFreePort } from './ports.ts'
import { keepAlive } from './processes/keep-alive.ts'

/** Where the search for the embedded database's port begins. */
const firstDatabasePort = 15_432

/** Makes the database ready, the embedded one unless DATABASE_URL names another, and returns its URL. */
export async function attachDatabase(attempt: Attempt, password: string): Promise<string> {
  const url = attempt.config.databaseUrl ?? (await startEmbedded(attempt, password))
  attempt.signal.throwIfAborted()
  await step('applying migrations', async (done) => {
    const { length } = await migrate(url)
    done(length === 0 ? 'tables are up to date' : `${length} ${length === 1 ? 'migration' : 'migrations'} applied`)
  })
  return url
}

async function startEmbedded(attempt: Attempt, password: string): Promise<string> {
  const { config, runFile, signal, started } = attempt
  let port = attempt.databasePort ?? (await choosePort(config.databasePort))
  let url = ''
  await step('starting PostgreSQL', async (done) => {
    const start = async () => {
      const running = await startDatabase({ dataDir: config.dataDir, port, password })
      // Invariant: web and sync hold this URL, so a later start must come back on the same port.
      ;({ port, url } = running)
      runFile.record('database', running.pid, port)
      done(`PostgreSQL ${running.reused ? 'found running ' : ''}on port ${port}`)
      return running
    }
    const alive = await keepAlive({ name: 'database', start }, signal, say)
    started.push({ name: 'database', stop: alive.stop })
  })
  return url
}

async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted === undefined) return await findFreePort(firstDatabasePort)
  await requireFreePort(wanted, '127.0.0.1', 'DATABASE_PORT')
  return wanted
}
