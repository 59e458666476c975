const shutdownKey = Symbol.for('duplex.shutdown')

type ShutdownHolder = { [shutdownKey]?: AbortController }

/** Shared by the bundles that Next makes of one process. */
function shutdown(): AbortController {
  const holder = globalThis as ShutdownHolder
  holder[shutdownKey] ??= new AbortController()
  return holder[shutdownKey]
}

/** Aborted when this process was told to end. */
export function shutdownSignal(): AbortSignal {
  return shutdown().signal
}

/**
 * Next.js waits for every answer under way before it lets the process end, and knows no way to tell those that would
 * never end by themselves.
 */
export function watchForShutdown(): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => shutdown().abort())
}
