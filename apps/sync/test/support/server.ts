import { pino } from 'pino'
import type { Config } from '../../src/config/config.ts'
import type { NodeDeps } from '../../src/node.ts'
import { createSyncServer, type SyncServer } from '../../src/server.ts'
import { ticketKey } from './world.ts'

export type RunningServer = SyncServer & {
  /** ws://host:port/sync/v1 */
  readonly wsUrl: string
  readonly httpUrl: string
}

export const origin = 'https://duplex.example'

/** A sync server in this process, on a free port. */
export async function startServer(
  databaseUrl: string,
  deps: Omit<NodeDeps, 'config' | 'log'> & { config?: Partial<Config> } = {},
): Promise<RunningServer> {
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    ticketKey,
    allowedOrigins: new Set([origin]),
    trustedProxies: { kind: 'none' },
    logLevel: 'silent',
    settings: {},
    ...deps.config,
  }
  const server = createSyncServer({ ...deps, config, log: pino({ level: 'silent' }) })
  await server.listen()
  const host = `127.0.0.1:${server.port}`
  return Object.assign(server, { wsUrl: `ws://${host}/sync/v1`, httpUrl: `http://${host}` })
}
