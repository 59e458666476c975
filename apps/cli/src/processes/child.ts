import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { LogFile } from '../folder/log-file.ts'

/** Where output goes: a file, the terminal with a word before each line, or the terminal as it is. */
export type Output = LogFile | { prefix: string } | 'terminal'

export type Command = {
  program: string
  args: string[]
  cwd: string
  env: NodeJS.ProcessEnv
  output: Output
  /** How long it may take to end before it is killed. */
  stopMs: number
}

/** A running process. `exited` gives the words for how it ended; `stop` resolves when it is gone. */
export type Running = {
  pid: number
  exited: Promise<string>
  stop(): Promise<void>
}

/**
 * Starts a process in a group of its own, so that Ctrl-C reaches the launcher alone and the launcher decides the order.
 *
 * @throws the error of the operating system where the program cannot be started.
 */
export async function startChild(command: Command): Promise<Running> {
  const child = spawnInGroup(command)
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      // Whatever it had started itself must not outlive it.
      if (child.pid !== undefined) send(-child.pid, 'SIGKILL')
      resolve(signal ?? `exit code ${code}`)
    })
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  const pid = child.pid ?? 0
  return { pid, exited, stop: () => stop(pid, exited, command.stopMs) }
}

function spawnInGroup({ program, args, cwd, env, output }: Command): ChildProcess {
  const detached = process.platform !== 'win32'
  if (output === 'terminal')
    return spawn(program, args, { cwd, env, detached, stdio: ['ignore', 'inherit', 'inherit'] })
  if ('prefix' in output) {
    const child = spawn(program, args, { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${output.prefix}${line}\n`))
    return child
  }
  const log = output.open()
  try {
    return spawn(program, args, { cwd, env, detached, stdio: ['ignore', log, log] })
  } finally {
    closeSync(log)
  }
}

/** The process is asked alone, not its group, because it ends its own children best. */
async function stop(pid: number, exited: Promise<string>, stopMs: number): Promise<void> {
  send(pid, 'SIGTERM')
  const patience = setTimeout(() => send(pid, 'SIGKILL'), stopMs)
  await exited
  clearTimeout(patience)
}

/** A negative target is a group. Windows has none. */
function send(target: number, signal: NodeJS.Signals): void {
  if (target < 0 && process.platform === 'win32') return
  try {
    process.kill(target, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
