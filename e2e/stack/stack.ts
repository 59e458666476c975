import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { applyMigrations, createDatabase, loadLog } from '@duplex/db'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@duplex/db/embedded'
import { contentOf } from '@duplex/editor'
import { readOrCreateSecrets } from '@duplex/protocol/server'
import { Gate } from './gate.ts'
import { findFreePort } from './ports.ts'
import { ServerProcess } from './server-process.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** The whole product, started from its builds with a data folder of its own, behind gates that can be cut. */
export class Stack {
  readonly dataDir: string
  readonly webGate: Gate
  readonly syncGate: Gate
  readonly databaseUrl: string
  readonly sync: ServerProcess
  readonly web: ServerProcess
  readonly #env: Record<string, string>
  readonly #moreSyncs: ServerProcess[] = []
  readonly #databasePort: number
  readonly #databasePassword: string
  #database: EmbeddedPostgres

  private constructor(parts: {
    dataDir: string
    webGate: Gate
    syncGate: Gate
    database: EmbeddedPostgres
    databasePort: number
    databasePassword: string
    sync: ServerProcess
    web: ServerProcess
    env: Record<string, string>
  }) {
    this.dataDir = parts.dataDir
    this.#env = parts.env
    this.webGate = parts.webGate
    this.syncGate = parts.syncGate
    this.databaseUrl = parts.database.url
    this.sync = parts.sync
    this.web = parts.web
    this.#database = parts.database
    this.#databasePort = parts.databasePort
    this.#databasePassword = parts.databasePassword
  }

  /** The address that a browser opens. */
  get url(): string {
    return `http://127.0.0.1:${this.webGate.port}`
  }

  get syncUrl(): string {
    return `ws://127.0.0.1:${this.syncGate.port}/sync/v1`
  }

  static async start(extraEnv: Record<string, string> = {}): Promise<Stack> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'duplex-e2e-'))
    const { databasePassword } = await readOrCreateSecrets(dataDir)
    const databasePort = await findFreePort()
    const database = await startDatabase(dataDir, databasePort, databasePassword)
    await applyMigrations(database.url)
    const [webPort, syncPort] = [await findFreePort(), await findFreePort()]
    const [webGate, syncGate] = [await Gate.open(webPort), await Gate.open(syncPort)]
    const env = {
      NODE_ENV: 'production',
      DUPLEX_DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      HOST: '127.0.0.1',
      WEB_PORT: String(webPort),
      SYNC_PORT: String(syncPort),
      PUBLIC_URL: `http://127.0.0.1:${webGate.port}`,
      SYNC_PUBLIC_URL: `ws://127.0.0.1:${syncGate.port}`,
      LOG_LEVEL: 'info',
      // All people of a run come from one address.
      RATE_LIMITS: 'off',
      ...extraEnv,
    }
    const sync = createSync(env, dataDir)
    const web = new ServerProcess({
      args: ['node_modules/next/dist/bin/next', 'start', '--port', String(webPort), '--hostname', '127.0.0.1'],
      cwd: path.join(root, 'apps/web'),
      env,
      readyUrl: `http://127.0.0.1:${webPort}/api/v1/readyz`,
      logFile: path.join(dataDir, 'web.log'),
    })
    const parts = { dataDir, webGate, syncGate, database, databasePort, databasePassword, sync, web, env }
    const stack = new Stack(parts)
    await Promise.all([sync.start(), web.start()])
    return stack
  }

  /** A further node of sync, on a port of its own. */
  async startNode(): Promise<{ process: ServerProcess; port: number }> {
    const port = await findFreePort()
    const process = createSync({ ...this.#env, SYNC_PORT: String(port) }, this.dataDir)
    this.#moreSyncs.push(process)
    await process.start()
    return { process, port }
  }

  /** Kills every process of the database at once, as a power cut would. */
  async killDatabase(): Promise<void> {
    const gone = this.#database.exited
    process.kill(this.#database.pid, 'SIGKILL')
    await gone
  }

  async startDatabase(): Promise<void> {
    this.#database = await startDatabase(this.dataDir, this.#databasePort, this.#databasePassword)
  }

  /** The document's text, made from its rows alone. */
  async readRows(documentId: string): Promise<string> {
    const database = createDatabase({ url: this.databaseUrl, poolSize: 1 })
    try {
      const log = await loadLog(database.prisma, documentId)
      if (log === undefined) throw new Error(`no document ${documentId}`)
      const updates = [...(log.snapshot === undefined ? [] : [log.snapshot]), ...log.updates].map(({ bytes }) => bytes)
      return contentOf(updates, 'text') as string
    } finally {
      await database.close()
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.sync, this.web, ...this.#moreSyncs].map((process) => process.end('SIGTERM')))
    await this.#database.stop()
    await Promise.all([this.webGate.close(), this.syncGate.close()])
    await rm(this.dataDir, { recursive: true, force: true })
  }
}

function createSync(env: Record<string, string>, dataDir: string): ServerProcess {
  return new ServerProcess({
    args: ['dist/main.mjs'],
    cwd: path.join(root, 'apps/sync'),
    env,
    readyUrl: `http://127.0.0.1:${env.SYNC_PORT}/readyz`,
    logFile: path.join(dataDir, 'sync.log'),
  })
}

function startDatabase(dataDir: string, port: number, password: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir: path.join(dataDir, 'database'), port, password, log: () => undefined })
}
