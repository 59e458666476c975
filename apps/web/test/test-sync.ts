import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { ticketSecret } from './test-web.ts'

/** The sync server as it is run, always at the same address, whichever process answers there. */
export type TestSync = {
  /** ws://host:port */
  readonly url: string
  start(databaseUrl: string): Promise<void>
  kill(signal: NodeJS.Signals): Promise<void>
  close(): Promise<void>
}

/** Builds it from the sources as they are now. Nothing runs before `start`. */
export async function createTestSync(): Promise<TestSync> {
  const app = path.join(import.meta.dirname, '../../sync')
  const folder = mkdtempSync(path.join(tmpdir(), 'duplex-sync-'))
  execFileSync('npm', ['run', 'build', '--silent', '--', `--outdir=${folder}`], { cwd: app, stdio: 'inherit' })
  const port = await findFreePort()
  let child: ChildProcess | undefined
  const kill = async (signal: NodeJS.Signals) => {
    const exited = child === undefined ? undefined : once(child, 'exit')
    child?.kill(signal)
    child = undefined
    await exited
  }
  return {
    url: `ws://127.0.0.1:${port}`,
    async start(databaseUrl) {
      const env = {
        PATH: process.env.PATH,
        DATABASE_URL: databaseUrl,
        TICKET_SECRET: ticketSecret,
        SYNC_PORT: `${port}`,
        NODE_ENV: 'test' as const,
      }
      const started = spawn(process.execPath, [path.join(folder, 'main.mjs')], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      child = started
      for await (const line of createInterface({ input: started.stdout })) {
        if (JSON.parse(line).msg !== 'sync server listens') continue
        started.stdout.resume()
        return
      }
      throw new Error('the sync server ended before it listened')
    },
    kill,
    async close() {
      await kill('SIGKILL')
      rmSync(folder, { recursive: true })
    },
  }
}

/** Below the ports that the system gives out by itself, so that nobody takes it between two starts. */
async function findFreePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    server.close()
    if (isFree) return port
  }
}
