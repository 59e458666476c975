import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What the documents' commands leave in the folder; all of it is out of git's sight. */
const made = ['.env', 'duplex-root.crt', 'duplex.backup', 'duplex.backup.part', 'duplex.restored.json', 'secrets.json']

/** A composition of its own, beside whichever else this machine runs. */
export class Composition {
  readonly #folder: string
  readonly #environment: NodeJS.ProcessEnv

  /** @throws where the folder holds what the documents' commands would write over */
  constructor(folder: string, environment: Record<string, string>) {
    const found = made.find((file) => existsSync(path.join(folder, file)))
    if (found !== undefined) throw new Error(`${folder} has ${found}: give --folder another clone of this repository`)
    this.#folder = folder
    this.#environment = { ...process.env, COMPOSE_PROJECT_NAME: 'duplex-trial', ...environment }
  }

  /** Gives commands to a shell, word for word. Answers with their output. @throws with what they printed, where one fails */
  async follow(commands: string): Promise<string> {
    const { stdout } = await this.#run('sh', ['-e', '-c', commands])
    return stdout
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

  /** Runs `act` with more settings in the file `.env`, and goes back to those of before. */
  async withSettings(settings: string, act: () => Promise<void>): Promise<void> {
    const file = path.join(this.#folder, '.env')
    const before = await readFile(file, 'utf8')
    await appendFile(file, settings)
    try {
      await this.untilUp()
      await act()
    } finally {
      await writeFile(file, before)
      await this.untilUp()
    }
  }

  async untilUp(): Promise<void> {
    await this.#run('docker', ['compose', 'up', '--detach', '--wait'])
  }

  /** Of a file that the commands made; undefined where there is none. */
  async modeOf(file: string): Promise<number | undefined> {
    const found = await stat(path.join(this.#folder, file)).catch(() => undefined)
    return found && found.mode & 0o777
  }

  pathOf(file: string): string {
    return path.join(this.#folder, file)
  }

  async remove(): Promise<void> {
    await this.#run('docker', ['compose', '--profile', '*', 'down', '--volumes', '--timeout', '30'])
    await Promise.all(made.map((file) => rm(path.join(this.#folder, file), { force: true })))
  }

  #run(program: string, args: string[]) {
    const running = run(program, args, { cwd: this.#folder, env: this.#environment, maxBuffer: 64 * 1024 * 1024 })
    // As of somebody who types nothing.
    running.child.stdin?.end()
    return running
  }
}
