import { setTimeout as pause } from 'node:timers/promises'
import { readResidentBytes } from './process-usage.ts'
import type { ServerUnderTest } from './server-under-test.ts'

/** Memory without garbage, `settleMs` from now; undefined where the system has no /proc. */
export async function readSettledBytes(server: ServerUnderTest, settleMs: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined
  await pause(settleMs)
  await server.collectGarbage()
  return readResidentBytes(server.pid)
}
