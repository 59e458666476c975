/** A number that the server tells at /metrics. */
export async function readMetric({ httpUrl }: { readonly httpUrl: string }, name: string): Promise<number> {
  const metrics = await (await fetch(`${httpUrl}/metrics`)).text()
  const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]
  if (value === undefined) throw new Error(`the server does not tell ${name}`)
  return Number(value)
}

/** ms by which the server's event loop was late at most since this was asked last. */
async function readLoopDelay(server: { readonly httpUrl: string }): Promise<number> {
  return (await readMetric(server, 'nodejs_eventloop_lag_max_seconds')) * 1000
}

/** The least of up to four tries, because a busy machine only adds to it: what `act` itself costs the server. */
export async function loopDelayOf(
  server: { readonly httpUrl: string },
  enoughMs: number,
  act: () => Promise<void>,
): Promise<number> {
  let least = Infinity
  for (let tries = 0; tries < 4 && least > enoughMs; tries++) {
    await readLoopDelay(server)
    await act()
    least = Math.min(least, await readLoopDelay(server))
  }
  return least
}
