import { setTimeout as pause } from 'node:timers/promises'
import type { ServerUnderTest } from '../server/server-under-test.ts'

/** Duplex keeps a document live for 10 s that nobody writes in; thousands of them take turns to become quiet. */
const limitMs = 60_000
const lookMs = 250

/**
 * Resolves when the server holds no document as more than its bytes, with the longest hold of its event loop meanwhile
 * in ms; at once, with undefined, where the server does not tell.
 */
export async function becomeQuiet(server: ServerUnderTest): Promise<number | undefined> {
  const deadline = performance.now() + limitMs
  if ((await server.readCounters()) === undefined) return undefined
  for (let longestHoldMs = 0; ; ) {
    await pause(lookMs)
    const { liveDocuments = 0, longestHoldMs: holdMs = 0 } = (await server.readCounters()) ?? {}
    longestHoldMs = Math.max(longestHoldMs, holdMs)
    if (liveDocuments === 0) return longestHoldMs
    if (performance.now() > deadline) throw new Error(`${liveDocuments} documents are not quiet after ${limitMs} ms`)
  }
}
