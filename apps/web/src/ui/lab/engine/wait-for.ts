/** Something that tells of each change. Returns the function that ends the subscription. */
type Subscribe = (listener: () => void) => () => void

/** True as soon as `condition` is; false where it is not after `maxMs`, or `signal` ends the waiting. */
export function waitFor(
  condition: () => boolean,
  { on, maxMs, signal }: { on: readonly Subscribe[]; maxMs: number; signal: AbortSignal },
): Promise<boolean> {
  return new Promise((resolve) => {
    const undo: (() => void)[] = []
    const end = () => {
      for (const undone of undo.splice(0)) undone()
      resolve(condition())
    }
    const look = () => {
      if (condition() || signal.aborted) end()
    }
    const timer = setTimeout(end, maxMs)
    undo.push(() => clearTimeout(timer))
    for (const subscribe of on) undo.push(subscribe(look))
    signal.addEventListener('abort', look)
    undo.push(() => signal.removeEventListener('abort', look))
    look()
  })
}

/** Ends after `ms`, or with `signal`. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await waitFor(() => false, { on: [], maxMs: ms, signal })
}
