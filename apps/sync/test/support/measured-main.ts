import { EventEmitter } from 'node:events'
import { readdirSync } from 'node:fs'
import { queryObjects } from 'node:v8'
import { pino } from 'pino'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { Settings } from '../../src/config/config.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { Connection } from '../../src/connection/connection.ts'
import { Room } from '../../src/room/room.ts'
import { runUntilStopped } from '../../src/run-until-stopped.ts'
import { createSyncServer } from '../../src/server.ts'

/** What a process holds when its garbage is collected. Bytes, and counts of what is alive. */
export type Vitals = {
  readonly heapBytes: number
  readonly residentBytes: number
  /** Undefined where the system has no /proc. */
  readonly fileDescriptors: number | undefined
  /** Timers, sockets and whatever else keeps an event loop running. */
  readonly resources: number
  readonly processListeners: number
  readonly emitters: number
  readonly sockets: number
  readonly connections: number
  readonly rooms: number
  readonly documents: number
  /** Of Node.js, such as that of a listener too many. */
  readonly warnings: number
}

let warnings = 0
process.on('warning', ({ name }) => {
  // What counts the living is an experiment of Node.js.
  if (name !== 'ExperimentalWarning') warnings++
})
process.on('message', () => process.send?.(readVitals()))

// The server as `src/main.ts` runs it, but for the settings, and that it answers every message with its vitals.
const settings: Partial<Settings> = JSON.parse(process.argv[2] ?? '{}')
const config = await loadConfig()
const log = pino({ level: config.logLevel, base: { app: 'sync' } })
await runUntilStopped(createSyncServer({ config, log, settings }), log)

function readVitals(): Vitals {
  const alive = {
    emitters: queryObjects(EventEmitter, { format: 'count' }),
    sockets: queryObjects(WebSocket, { format: 'count' }),
    connections: queryObjects(Connection, { format: 'count' }),
    rooms: queryObjects(Room, { format: 'count' }),
    documents: queryObjects(Y.Doc, { format: 'count' }),
  }
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return {
    ...alive,
    heapBytes: heapUsed + external,
    residentBytes: rss,
    fileDescriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : undefined,
    resources: process.getActiveResourcesInfo().length,
    processListeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    warnings,
  }
}
