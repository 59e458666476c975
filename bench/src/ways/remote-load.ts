import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Answered, CommandName, LoadCommands, OrderOf, Told } from './load-commands.ts'

type Waiting = { resolve(value: unknown): void; reject(error: Error): void }

/** A process of clients. It ends with this one, however that ends. */
export class RemoteLoad {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #told = 0

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', ({ id, value, error }: Answered) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) waiting?.resolve(value)
      else waiting?.reject(new Error(error))
    })
    child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('a process of clients ended'))
    })
  }

  static start(): RemoteLoad {
    return new RemoteLoad(fork(path.join(import.meta.dirname, 'load-process.ts')))
  }

  async tell<Name extends CommandName>(
    name: Name,
    ...[order]: OrderOf<Name> extends undefined ? [] : [OrderOf<Name>]
  ): Promise<Awaited<ReturnType<LoadCommands[Name]>>> {
    const id = ++this.#told
    const answered = new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
    })
    this.#child.send({ id, name, order } satisfies Told)
    return (await answered) as Awaited<ReturnType<LoadCommands[Name]>>
  }

  /** Resolves when the process is gone, whatever it was doing. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.disconnect()
    await exited
  }
}
