import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Settings } from '../../src/config/config.ts'
import type { Vitals } from './measured-main.ts'
import { origin } from './server.ts'

export type ChildServer = {
  readonly wsUrl: string
  readonly httpUrl: string
  /** The exit code, when it has one; null where a signal ended it. */
  readonly exited: Promise<number | null>
  /** Ends the process and answers with its exit code; null where a signal ended it. */
  kill(signal: NodeJS.Signals): Promise<number | null>
}

/** Where a server's process runs. */
export type Home = {
  /** The address at which it listens. */
  readonly host: string
  /** What brings a command there that follows it; nothing for here. */
  readonly command: readonly string[]
}

const here: Home = { host: '127.0.0.1', command: [] }
const app = fileURLToPath(new URL('../..', import.meta.url))
const measuredMain = fileURLToPath(new URL('./measured-main.ts', import.meta.url))
let built: string | undefined

/** A folder with the server's bundle, from the sources as they are now: it starts in a fraction of the time that they take. */
function build(): string {
  if (built === undefined) {
    const folder = mkdtempSync(path.join(tmpdir(), 'duplex-sync-'))
    onTestFinished(() => {
      built = undefined
      rmSync(folder, { recursive: true })
    })
    const args = ['run', 'build', '--silent', '--', `--outdir=${folder}`, measuredMain]
    execFileSync('npm', args, { cwd: app, stdio: 'inherit' })
    built = folder
  }
  return built
}

/** The sync server as it is run: a process of its own, configured by its environment. Only within a test. */
export async function startChildServer(
  databaseUrl: string,
  ticketSecret: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ChildServer> {
  const env = { ...toEnv(databaseUrl, ticketSecret, here), ...more }
  const child = spawn(process.execPath, [path.join(build(), 'main.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return await toServer(child, child.stdout, here)
}

/** The same with other settings, more of an environment, and a look into the process. Only within a test. */
export async function startMeasuredServer(
  databaseUrl: string,
  ticketSecret: string,
  settings: Partial<Settings>,
  more: Readonly<Record<string, string>> = {},
  home: Home = here,
): Promise<ChildServer & { readVitals(): Promise<Vitals> }> {
  const env = { ...toEnv(databaseUrl, ticketSecret, home), ...more }
  const [program = '', ...args] = [
    ...home.command,
    process.execPath,
    '--expose-gc',
    '--disable-warning=ExperimentalWarning',
    path.join(build(), 'measured-main.mjs'),
    JSON.stringify(settings),
  ]
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  if (child.stdout === null) throw new Error('the sync server has no output')
  return {
    ...(await toServer(child, child.stdout, home)),
    async readVitals() {
      const answered = once(child, 'message')
      child.send('vitals')
      return (await answered)[0]
    },
  }
}

function toEnv(databaseUrl: string, ticketSecret: string, { host }: Home) {
  return {
    PATH: process.env.PATH,
    DATABASE_URL: databaseUrl,
    TICKET_SECRET: ticketSecret,
    SYNC_HOST: host,
    SYNC_PORT: '0',
    ALLOWED_ORIGINS: origin,
  }
}

async function toServer(child: ChildProcess, log: Readable, { host }: Home): Promise<ChildServer> {
  const exited = once(child, 'exit')
  onTestFinished(() => void child.kill('SIGKILL'))
  for await (const line of createInterface({ input: log })) {
    const { msg, port } = JSON.parse(line)
    if (msg !== 'sync server listens') continue
    log.resume()
    return {
      wsUrl: `ws://${host}:${port}/sync/v1`,
      httpUrl: `http://${host}:${port}`,
      exited: exited.then(([code]) => code),
      async kill(signal) {
        child.kill(signal)
        return (await exited)[0]
      },
    }
  }
  throw new Error('the sync server ended before it listened')
}
