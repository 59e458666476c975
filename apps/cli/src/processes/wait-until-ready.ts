import { setTimeout as delay } from 'node:timers/promises'
import { LauncherError } from '../launcher-error.ts'
import { type Command, type Output, type Running, startChild } from './child.ts'

const pollMs = 50
/** One question to a process that has just begun to listen. */
const answerMs = 5000
/** Lines of a log that are shown where a process does not start. */
const shownLines = 15

export type ReadyCheck = {
  name: string
  url: string
  /** How long the process may take until it is ready. */
  deadlineMs: number
  onSpawned?(pid: number): void
}

/**
 * Starts a process and waits until its readiness address answers 200.
 *
 * @throws {LauncherError} `child-failed` with the end of its log, where it ends or stays unready; it is gone then.
 * @throws the reason of `signal`, likewise.
 */
export async function startAndWait(command: Command, check: ReadyCheck, signal: AbortSignal): Promise<Running> {
  const running = await startChild(command)
  check.onSpawned?.(running.pid)
  let ended: string | undefined
  void running.exited.then((how) => {
    ended = how
  })
  const deadline = Date.now() + check.deadlineMs
  while (!(await answers(check.url))) {
    if (ended !== undefined) throw failed(check.name, `ended at once (${ended})`, command.output)
    if (signal.aborted || Date.now() > deadline) {
      await running.stop()
      signal.throwIfAborted()
      throw failed(check.name, `was not ready after ${check.deadlineMs / 1000} s`, command.output)
    }
    await delay(pollMs)
  }
  return running
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerMs) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    // Not listening yet: the caller asks again.
    return false
  }
}

function failed(name: string, what: string, output: Output): LauncherError {
  if (output === 'terminal' || 'prefix' in output)
    return new LauncherError('child-failed', `${name} ${what}; its last lines are above.`)
  const lines = output.tail(shownLines)
  return new LauncherError('child-failed', `${name} ${what}. The end of ${output.path}:\n${lines}`)
}
