import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Person } from './people.ts'

/** How one of docs/clients is started; its own arguments come behind. */
export type ClientProgram = { readonly command: string; readonly args: readonly string[] }

const clients = path.join(import.meta.dirname, '../../docs/clients')

export function fileOfClient(name: string): string {
  return path.join(clients, name)
}

/** A client of docs/clients, running as somebody. */
export class ClientRun {
  /** Everything that it printed. */
  output = ''
  errors = ''
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>

  constructor({ command, args }: ClientProgram, url: string, person: Person, ...words: string[]) {
    const identity = { DUPLEX_URL: url, DUPLEX_EMAIL: person.email, DUPLEX_PASSWORD: person.password }
    const child = spawn(command, [...args, ...words], {
      env: { ...process.env, ...identity, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: a shell does not pass on a signal to the curl that it waits for.
      detached: true,
    })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text
    })
    this.#child = child
    this.#exited = once(child, 'close')
  }

  get exitCode(): number | null {
    return this.#child.exitCode
  }

  /** Resolves with the exit code when it has ended by itself. */
  async ended(): Promise<number | null> {
    await this.#exited
    return this.exitCode
  }

  async stop(): Promise<void> {
    if (this.exitCode === null && this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGTERM')
    await this.#exited
  }
}
