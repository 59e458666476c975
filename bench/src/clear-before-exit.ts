import { constants } from 'node:os'

/** Where this process is stopped, or fails where nobody waits, `clear` goes first. */
export function clearBeforeExit(clear: () => Promise<void>): void {
  let isLeaving = false
  const leave = (code: number) => {
    if (isLeaving) return
    isLeaving = true
    void clear().finally(() => process.exit(code))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => leave(128 + constants.signals[signal]))
  }
  // What is being measured fails once its server is gone; that must not end the process sooner.
  process.on('uncaughtException', (error) => {
    tell(error)
    leave(1)
  })
  // Whoever read what is told is gone.
  process.stderr.on('error', () => leave(1))
}

export function tell(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
}
