import { setTimeout as delay } from 'node:timers/promises'
import { seconds } from '../../bin/progress.mjs'
import { sentenceOf } from '../../bin/sentence.mjs'
import type { Running } from './child.ts'

/** The first wait before a dead process is started again; it doubles up to the last. */
const firstWaitMs = 100
const lastWaitMs = 15_000
/** A process that lived this long gets the first wait again. */
const soundMs = 30_000

export type Supervised = {
  name: string
  /** Starts the process; resolves when it is ready. Ends what it began where `signal` aborts. */
  start(signal: AbortSignal): Promise<Running>
}

/**
 * Starts a process and starts it again whenever it ends unasked, with growing waits, until `stop`.
 *
 * @param say prints one line
 * @throws whatever the first start throws; later starts are tried for ever.
 */
export async function keepAlive(
  supervised: Supervised,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const ending = new AbortController()
  let current: Running | undefined = await supervised.start(signal)

  async function watch(): Promise<void> {
    let waitMs = firstWaitMs
    while (current) {
      const began = performance.now()
      const how = await current.exited
      current = undefined
      if (performance.now() - began > soundMs) waitMs = firstWaitMs
      const next = await startAgain(supervised, how, waitMs, ending.signal, say)
      waitMs = next.waitMs
      // Race: `stop` may have come after the start and before this line, and then found nothing to end.
      if (ending.signal.aborted) await next.running?.stop()
      else current = next.running
    }
  }

  const watching = watch()
  const stop = async () => {
    ending.abort()
    await current?.stop()
    await watching
  }
  return { stop }
}

/** Tries until it works or `signal` aborts. Returns the wait before the next try, should there be one. */
async function startAgain(
  { name, start }: Supervised,
  how: string,
  firstMs: number,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<{ running?: Running; waitMs: number }> {
  const died = performance.now()
  let waitMs = firstMs
  while (await pause(waitMs, signal)) {
    waitMs = Math.min(waitMs * 2, lastWaitMs)
    try {
      const running = await start(signal)
      say(`${name} ended (${how}) and was started again in ${seconds(performance.now() - died)}`)
      return { running, waitMs }
    } catch (error) {
      if (signal.aborted) break
      say(`${name} ended (${how}) and does not start; next try in ${seconds(waitMs)}. ${sentenceOf(error)}`)
    }
  }
  return { waitMs }
}

/** Waits; false where the wait was cut short. */
async function pause(waitMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(waitMs, undefined, { signal })
    return true
  } catch {
    // Only the signal rejects this wait.
    return false
  }
}
