import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { waitUntilReady } from './ports.ts'

type Program = { args: string[]; cwd: string; env: Record<string, string>; readyUrl: string; logFile: string }

/** A server of the product as its own process, that a test may kill and start again. */
export class ServerProcess {
  readonly #program: Program
  #child: ChildProcess | undefined

  constructor(program: Program) {
    this.#program = program
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, this.#program.args, {
      cwd: this.#program.cwd,
      env: { ...process.env, ...this.#program.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const log = createWriteStream(this.#program.logFile, { flags: 'a' })
    child.stdout?.pipe(log, { end: false })
    child.stderr?.pipe(log, { end: false })
    this.#child = child
    await waitUntilReady(this.#program.readyUrl, 30_000)
  }

  /** Ends the process with `signal` and waits until it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
}
