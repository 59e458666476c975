import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A composition of its own, beside whichever else this machine runs. */
export class Composition {
  readonly #folder: string
  readonly #environment: NodeJS.ProcessEnv

  constructor(folder: string, environment: Record<string, string>) {
    this.#folder = folder
    this.#environment = { ...process.env, COMPOSE_PROJECT_NAME: 'duplex-trial', ...environment }
  }

  /** Gives commands to a shell, word for word. @throws with what they printed, where one fails */
  async follow(commands: string): Promise<void> {
    await this.#run('sh', ['-e', '-c', commands])
  }

  /** Ids of the containers of sync. */
  async nodes(): Promise<string[]> {
    const { stdout } = await this.#run('docker', ['compose', 'ps', '--quiet', 'sync'])
    return stdout.trim().split('\n').filter(Boolean)
  }

  /** Kills all processes of a container but its first one, which then ends as well: nobody says good-bye. */
  async kill(container: string): Promise<void> {
    await this.#run('docker', ['exec', container, 'sh', '-c', 'kill -9 -1'])
  }

  async untilHealthy(): Promise<void> {
    await this.#run('docker', ['compose', 'up', '--detach', '--wait', '--no-recreate'])
  }

  async remove(): Promise<void> {
    const profiles = ['tls', 'monitoring'].flatMap((name) => ['--profile', name])
    await this.#run('docker', ['compose', ...profiles, 'down', '--volumes', '--timeout', '30'])
  }

  #run(program: string, args: string[]) {
    return run(program, args, { cwd: this.#folder, env: this.#environment, maxBuffer: 64 * 1024 * 1024 })
  }
}
