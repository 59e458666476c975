import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { identityOf } from '../../bin/process-identity.mjs'
import { type Run, readRun } from '../../src/folder/run-file.ts'
import { findFreePort } from '../../src/ports.ts'

const pollMs = 25
const deadlineMs = 30_000

/** A data folder of its own, with ports of its own, for one or several launchers after each other. */
export type Place = { dataDir: string; env: NodeJS.ProcessEnv; endedFile: string; remove(): Promise<void> }

/** Without `databaseUrl` the launcher starts the embedded database. */
export async function createPlace(databaseUrl: string | undefined): Promise<Place> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'duplex-cli-'))
  const first = 20_000 + Math.floor(Math.random() * 12_000)
  const webPort = await findFreePort(first)
  const syncPort = await findFreePort(webPort + 1)
  const endedFile = path.join(dataDir, 'ended')
  const env = {
    ...process.env,
    DUPLEX_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    DATABASE_PORT: databaseUrl === undefined ? String(await findFreePort(syncPort + 1)) : '',
    WEB_PORT: String(webPort),
    SYNC_PORT: String(syncPort),
    HOST: '',
    PUBLIC_URL: '',
  }
  return { dataDir, env, endedFile, remove: () => rm(dataDir, { recursive: true, force: true }) }
}

/** A launcher under way, seen from outside. */
export class RunningLauncher {
  readonly #child: ChildProcess
  readonly #place: Place
  readonly exited: Promise<number | string>
  output = ''

  constructor(place: Place, args: string[], env: NodeJS.ProcessEnv = {}) {
    this.#place = place
    this.#child = spawn(process.execPath, args, { env: { ...place.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
    }
    this.exited = once(this.#child, 'close').then(([code, signal]) => code ?? signal)
  }

  /** Waits for words in the output. Fails with all of it where the launcher ends before it says them. */
  async said(words: string, withinMs = deadlineMs): Promise<void> {
    let ended = false
    void this.exited.then(() => {
      ended = true
    })
    await until(() => this.output.includes(words) || ended, withinMs)
    if (!this.output.includes(words)) throw new Error(`the launcher never said "${words}":\n${this.output}`)
  }

  kill(signal: NodeJS.Signals): Promise<number | string> {
    this.#child.kill(signal)
    return this.exited
  }

  get run(): Run {
    const run = readRun(this.#place.dataDir)
    if (!run) throw new Error('there is no run.json')
    return run
  }

  pidOf(name: 'database' | 'sync' | 'web'): number {
    const entry = this.run.processes[name]
    if (!entry) throw new Error(`run.json does not name ${name}`)
    return entry.pid
  }

  /** In the order in which they were asked to end. */
  get endedServices(): string[] {
    return readFileSync(this.#place.endedFile, 'utf8').trim().split('\n')
  }
}

/** With small servers instead of web and sync. */
export function startSmall(place: Place, env: NodeJS.ProcessEnv = {}): RunningLauncher {
  const file = path.join(import.meta.dirname, 'small-launcher.ts')
  return new RunningLauncher(place, ['--import', 'tsx', file, place.endedFile], env)
}

/** As npm starts it: behind a parent that ends on SIGTERM without passing it on. */
export function startSmallUnderNpm(place: Place): RunningLauncher {
  const args = ['--import', 'tsx', path.join(import.meta.dirname, 'small-launcher.ts'), place.endedFile]
  const parent = `require('node:child_process').spawn(process.execPath, ${JSON.stringify(args)}, { stdio: 'inherit' })`
  return new RunningLauncher(place, ['-e', parent], { npm_lifecycle_event: 'start' })
}

export function isRunning(pid: number): boolean {
  return identityOf(pid) !== undefined
}

/** Waits for a condition; fails after 30 s, unless told otherwise. */
export async function until(condition: () => boolean, withinMs = deadlineMs): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${condition}`)
    await delay(pollMs)
  }
}
