import { readReasonMs } from '@duplex/protocol'
import { expect } from 'vitest'
import type { RunningServer } from './server.ts'
import { until } from './until.ts'
import type { WireClient } from './wire-client.ts'

export async function greeted(client: WireClient): Promise<WireClient> {
  await until('the client is greeted', () => client.of('hello').length === 1)
  return client
}

/** The client is refused because there is too much of something, and is told to stay away for at least `leastMs`. */
export async function expectBusy(client: WireClient, leastMs = 1): Promise<void> {
  expect(await client.ended()).toBe(1013)
  expect(readReasonMs(client.closed?.reason ?? '')).toBeGreaterThanOrEqual(leastMs)
  expect(client.heard).toEqual([])
}

/** What /metrics says of refusals for this reason. */
export async function expectRefusals(server: RunningServer, reason: string, count: number): Promise<void> {
  const metrics = await (await fetch(`${server.httpUrl}/metrics`)).text()
  expect(metrics).toContain(`duplex_sync_refusals_total{close="${reason}"} ${count}\n`)
}
