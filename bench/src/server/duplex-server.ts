import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { type Readable, Writable } from 'node:stream'
import { ticketProtocols } from '@duplex/protocol'
import { startRedis } from '../../../apps/sync/test/support/redis-server.ts'
import { ticketSecret } from '../../../apps/sync/test/support/world.ts'
import { createGarbageCollector, inspectorArgument } from './garbage.ts'
import type { Installation } from './installation.ts'
import type { Counters, ServerUnderTest } from './server-under-test.ts'

/** Built by `npm run bench` from the sources as they are. */
export const shippedBundle = path.join(import.meta.dirname, '../../../apps/sync/dist/main.mjs')

/** All clients are on this machine and have few names: there is no limit on what one address or document may have. */
const roomy = { RATE_LIMITS: 'off', MAX_CONNECTIONS_PER_ADDRESS: '100000', MAX_CONNECTIONS_PER_DOCUMENT: '100000' }
/** prom-client starts a timer of so many ms again and again, and shows the longest time from one to the next. */
const loopTimerMs = 10

/** Starts the bundle that is shipped, or a copy of it, on the installation's database and a free port. */
export async function startDuplex(
  installation: Installation,
  bundle = shippedBundle,
  more: Readonly<Record<string, string>> = {},
): Promise<ServerUnderTest> {
  const { children, databaseUrl, databasePid, people, world } = installation
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    TICKET_SECRET: ticketSecret,
    SYNC_PORT: '0',
    ...roomy,
    ...more,
  }
  const child = children.adopt(
    spawn(process.execPath, [inspectorArgument, bundle], { env, stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  const exited = once(child, 'exit')
  const collectGarbage = createGarbageCollector(child)
  const port = await readPort(child.stdout)
  if (child.pid === undefined || port === undefined) throw new Error(`${bundle} ended before it listened`)
  let invited = 0
  return {
    pid: child.pid,
    databasePid,
    acknowledges: true,
    addDocument: () => world.addDocument(),
    async invite(documentId) {
      const person = people[invited++ % people.length]
      if (person === undefined) throw new Error('nobody can be invited')
      const ticket = await world.ticket(person, documentId)
      return { url: `ws://127.0.0.1:${port}/sync/v1/${documentId}`, protocols: ticketProtocols(ticket) }
    },
    readCounters: async () => parseCounters(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()),
    collectGarbage,
    async crash() {
      child.kill('SIGKILL')
      await exited
      return await startDuplex(installation, bundle, more)
    },
    async startNodes(count) {
      const redis = await startRedis()
      const start = () => startDuplex(installation, bundle, { REDIS_URL: redis.url })
      const nodes = await Promise.all(Array.from({ length: count }, start))
      return {
        nodes,
        async stop() {
          await Promise.all(nodes.map((node) => node.stop()))
          await redis.close()
        },
      }
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** The port in the server's log; undefined where the log ends without it. What follows is read and dropped. */
async function readPort(log: Readable): Promise<number | undefined> {
  const lines = createInterface({ input: log })
  const port = await new Promise<number | undefined>((resolve) => {
    lines.on('line', (line) => {
      const { msg, port } = JSON.parse(line)
      if (msg === 'sync server listens') resolve(port)
    })
    lines.on('close', () => resolve(undefined))
  })
  lines.close()
  log.pipe(new Writable({ write: (_chunk, _encoding, done) => done() }))
  return port
}

function parseCounters(metrics: string): Counters {
  const read = (series: string, absent?: number) => {
    const line = metrics.split('\n').find((candidate) => candidate.startsWith(`${series} `))
    if (line === undefined && absent !== undefined) return absent
    if (line === undefined) throw new Error(`/metrics has no ${series}`)
    return Number(line.slice(series.length))
  }
  return {
    commits: read('duplex_sync_commit_seconds_count'),
    rows: read('duplex_sync_updates_committed_total'),
    // A series with labels is absent until it counts.
    messagesOut: read('duplex_sync_messages_total{direction="out"}', 0),
    liveDocuments: read('duplex_sync_live_rooms'),
    longestHoldMs: Math.max(0, read('nodejs_eventloop_lag_max_seconds') * 1000 - loopTimerMs),
  }
}
