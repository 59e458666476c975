/** A number that the node of sync on `port` of the loopback tells at /metrics; NaN where it does not. */
export async function readMetric(port: number, name: string): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1])
}
