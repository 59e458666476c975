import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { origin } from './server.ts'

export type ChildServer = {
  readonly wsUrl: string
  readonly httpUrl: string
  /** Ends the process and answers with its exit code; null where a signal ended it. */
  kill(signal: NodeJS.Signals): Promise<number | null>
}

const app = fileURLToPath(new URL('../..', import.meta.url))
let built: string | undefined

/** The server's bundle, from the sources as they are now: it starts in a fraction of the time that they take. */
function bundle(): string {
  if (built === undefined) {
    const folder = mkdtempSync(path.join(tmpdir(), 'duplex-sync-'))
    onTestFinished(() => {
      built = undefined
      rmSync(folder, { recursive: true })
    })
    execFileSync('npm', ['run', 'build', '--silent', '--', `--outdir=${folder}`], { cwd: app, stdio: 'inherit' })
    built = path.join(folder, 'main.mjs')
  }
  return built
}

/** The sync server as it is run: a process of its own, configured by its environment. Only within a test. */
export async function startChildServer(databaseUrl: string, ticketSecret: string): Promise<ChildServer> {
  const child = spawn(process.execPath, [bundle()], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      TICKET_SECRET: ticketSecret,
      SYNC_PORT: '0',
      ALLOWED_ORIGINS: origin,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, port } = JSON.parse(line)
    if (msg !== 'sync server listens') continue
    child.stdout.resume()
    return {
      wsUrl: `ws://127.0.0.1:${port}/sync/v1`,
      httpUrl: `http://127.0.0.1:${port}`,
      async kill(signal) {
        child.kill(signal)
        return (await exited)[0]
      },
    }
  }
  throw new Error('the sync server ended before it listened')
}
