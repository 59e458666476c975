/** Ctrl-C, a service manager's wish, and a terminal that closes. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Aborts when somebody asks this process to end. A repeated wish changes nothing: npm passes Ctrl-C on although the
 * terminal has already sent it.
 */
export function endSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of endings) process.on(name, () => controller.abort())
  // External: after the terminal has closed, every write to it fails, and nobody is left to read it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => controller.abort())
  return controller.signal
}
