/** Ctrl-C, a service manager's wish, and a terminal that closes. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How often the parent is looked after. */
const parentMs = 500

/**
 * Aborts when somebody asks this process to end. A repeated wish changes nothing: npm passes Ctrl-C on although the
 * terminal has already sent it.
 */
export function endSignal({ isRunByNpm }: { isRunByNpm: boolean }): AbortSignal {
  const controller = new AbortController()
  for (const name of endings) process.on(name, () => controller.abort())
  // External: after the terminal has closed, every write to it fails, and nobody is left to read it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => controller.abort())
  if (isRunByNpm) onParentGone(() => controller.abort())
  return controller.signal
}

/** External: npm passes SIGTERM to the shell between us, and the shell ends without passing it on. */
function onParentGone(act: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    act()
  }, parentMs)
  timer.unref()
}
