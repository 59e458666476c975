import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { programs } from '../programs.ts'
import { toWholeConfig } from './main-context.ts'
import type { ProxyConfig, ProxyKind } from './place.ts'

/** In the foreground, so that the process that is started is the one to end. */
const argumentsOf: Record<ProxyKind, (file: string, folder: string) => string[]> = {
  nginx: (file, folder) => ['-p', folder, '-e', 'stderr', '-c', file],
  haproxy: (file) => ['-db', '-f', file],
  apache: (file) => ['-D', 'FOREGROUND', '-f', file],
  caddy: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
}
const startMs = 10_000

/** A proxy that others wrote, as a child of the test. */
export class ProxyProcess {
  readonly #child: ChildProcess
  readonly #folder: string

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child
    this.#folder = folder
  }

  /** Starts it and waits until it listens on `port`. @throws with what it printed, where it does not */
  static async start({ kind, text, environment }: ProxyConfig, port: number): Promise<ProxyProcess> {
    const folder = await mkdtemp(path.join(tmpdir(), `duplex-${kind}-`))
    const file = path.join(folder, 'proxy.conf')
    await writeFile(file, toWholeConfig(kind, text, { folder, port }))
    const child = spawn(programs[kind], argumentsOf[kind](file, folder), {
      cwd: folder,
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const printed: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => printed.push(chunk))
    const failed = new Promise<never>((_, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}:\n${Buffer.concat(printed)}`)))
    })
    // Heard below while it starts; what comes later is an ordinary end.
    failed.catch(() => undefined)
    const proxy = new ProxyProcess(child, folder)
    try {
      await Promise.race([waitForPort(port), failed])
      return proxy
    } catch (error) {
      await proxy.stop()
      throw error
    }
  }

  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#child
    if (this.#child.pid !== undefined && exitCode === null && signalCode === null) {
      const gone = once(this.#child, 'exit')
      this.#child.kill('SIGTERM')
      await gone
    }
    await rm(this.#folder, { recursive: true, force: true })
  }
}

async function waitForPort(port: number): Promise<void> {
  const end = Date.now() + startMs
  while (!(await isListening(port))) {
    if (Date.now() > end) throw new Error(`nothing listens on port ${port} after ${startMs} ms`)
    await new Promise((resume) => setTimeout(resume, 25))
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
