import type { ChildProcess } from 'node:child_process'
import { mkdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Binaries, findBinaries } from './binaries.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { chooseIdentity } from './identity.ts'
import { initialise, isInitialised } from './initialise.ts'
import { isAlive, type LockFile, readPostmaster, removeStaleLock } from './lock-file.ts'
import { assertPortFree } from './port.ts'
import { launchPostmaster, type PostmasterOptions } from './postmaster.ts'
import { provision, toUrl } from './provision.ts'
import { type Identity, run } from './run.ts'
import { toStartError } from './start-error.ts'

export type EmbeddedPostgresOptions = {
  /** Folder for the data and the server's log; made where it is missing. */
  dataDir: string
  /** Where to listen on 127.0.0.1; a server that already runs on the folder keeps its own. */
  port: number
  /** Of the product's role and of the superuser; fixed when the folder is made. */
  password: string
  /** Progress, one line for each step. */
  log?: (line: string) => void
  /** `throwaway` survives `kill -9` but no power cut, and is faster; for tests. */
  kind?: 'durable' | 'throwaway'
}

export type EmbeddedPostgres = {
  /** For the product's role, which owns its database and nothing else. */
  url: string
  port: number
  pid: number
  /** Another process had started it. */
  reused: boolean
  /** Resolves when the server has ended, for whatever reason. Neither it nor the server keeps this process alive. */
  exited: Promise<{ expected: boolean }>
  /** Ends open sessions and stops the server, if this call had started it. Resolves when it has ended. */
  stop(): Promise<void>
}

/** Killed backends let go of the folder within a second; a recovering server may take longer. */
const startLimitMs = 60_000
const retryMs = 200
const stopLimitSeconds = 30

type Context = PostmasterOptions & { password: string; log: (line: string) => void }

/** Starts PostgreSQL on a folder, or joins the one that runs there. Throws {@link EmbeddedPostgresError}. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { port, password, log = () => undefined } = options
  const durable = options.kind !== 'throwaway'
  const binaries = await findBinaries()
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  const dataFolder = path.join(await realpath(options.dataDir), 'data')
  const identity = await chooseIdentity(binaries, dataFolder)
  if (!(await isInitialised(dataFolder, binaries.major))) {
    log('creating the database')
    await initialise({ binaries, identity, dataFolder, password, durable })
  }
  return startOrJoin({ binaries, identity, dataFolder, port, password, durable, log })
}

async function startOrJoin(context: Context): Promise<EmbeddedPostgres> {
  const deadline = Date.now() + startLimitMs
  while (Date.now() < deadline) {
    const running = await readPostmaster(context.dataFolder)
    const server = running ? await join(context, running) : await launch(context)
    if (server) return server
    await pause(retryMs)
  }
  throw new EmbeddedPostgresError('failed', `The database in ${context.dataFolder} stays locked by another process.`)
}

/** Undefined: something still holds the folder. */
async function launch(context: Context): Promise<EmbeddedPostgres | undefined> {
  const { dataFolder, port } = context
  await removeStaleLock(dataFolder)
  await assertPortFree(port)
  const outcome = await launchPostmaster(context)
  switch (outcome.kind) {
    case 'ready':
      return own(context, outcome.child, outcome.ended)
    case 'locked':
      return undefined
    case 'failed':
      // Another program may have been faster since the port was looked at.
      await assertPortFree(port)
      throw await toStartError(outcome.output, dataFolder)
  }
}

async function own(context: Context, child: ChildProcess, ended: Promise<void>): Promise<EmbeddedPostgres> {
  const { binaries, identity, dataFolder, port, password } = context
  let stopping = false
  const exited = ended.then(() => ({ expected: stopping }))
  const stop = async () => {
    stopping = true
    if (child.exitCode !== null || child.signalCode !== null) return
    // Keeps this process alive until the promise resolves.
    child.ref()
    await stopPostmaster(binaries, identity, dataFolder)
    await exited
  }
  try {
    await provision(port, password)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: toUrl(port, password), port, pid: child.pid as number, reused: false, exited, stop }
}

/** Undefined: the server is coming or going. */
async function join(context: Context, { pid, port, status }: LockFile): Promise<EmbeddedPostgres | undefined> {
  const { dataFolder, password, log } = context
  const folder = status === 'ready' ? await provision(port, password).catch(rethrowExpected) : undefined
  if (folder === undefined) return undefined
  if (folder !== dataFolder) {
    throw new EmbeddedPostgresError('failed', `${dataFolder} looks like a copy of ${folder}, whose database runs.`)
  }
  log(`using the database that already runs on port ${port}`)
  return { url: toUrl(port, password), port, pid, reused: true, exited: watchExit(pid), stop: async () => undefined }
}

function rethrowExpected(error: unknown): undefined {
  if (error instanceof EmbeddedPostgresError) throw error
}

/** A process that is not our child tells nobody when it ends. */
async function watchExit(pid: number): Promise<{ expected: boolean }> {
  while (isAlive(pid)) await pause(1_000, undefined, { ref: false })
  return { expected: false }
}

async function stopPostmaster({ pgCtl }: Binaries, identity: Identity, dataFolder: string): Promise<void> {
  const stop = (mode: string) =>
    run(pgCtl, ['stop', '-D', dataFolder, '-m', mode, '-w', '-t', String(stopLimitSeconds)], identity)
  const { status } = await stop('fast')
  if (status !== 0) await stop('immediate')
}
