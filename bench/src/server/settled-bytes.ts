import { setTimeout as pause } from 'node:timers/promises'
import { readResidentBytes } from './process-usage.ts'
import type { ServerUnderTest } from './server-under-test.ts'

/** Memory without garbage. `resident`: what the process holds, also what it does not give back; undefined without /proc. */
export type SettledBytes = { readonly used: number; readonly resident: number | undefined }

const betweenMs = 1_000
/** A collection that frees less than this share of the process was the last one. */
const enough = 0.01

/** What is left when `settleMs` have passed and nothing more can be collected. */
export async function readSettledBytes(server: ServerUnderTest, settleMs: number): Promise<SettledBytes> {
  await pause(settleMs)
  for (let before = Number.POSITIVE_INFINITY; ; await pause(betweenMs)) {
    const used = await server.collectGarbage()
    const resident = readResidentBytes(server.pid)
    if (resident === undefined || resident > before * (1 - enough)) return { used, resident }
    before = resident
  }
}
