import { createRequire } from 'node:module'
import path from 'node:path'
import { limits } from '@duplex/protocol'
import type { LauncherConfig } from './config.ts'
import type { LogFile } from './folder/log-file.ts'
import type { Command } from './processes/child.ts'
import type { ReadyCheck } from './processes/wait-until-ready.ts'

/** A process that the launcher keeps alive beside the database. */
export type Service = {
  name: 'sync' | 'web'
  host: string
  port: number
  /** Variable that chooses the port, for the sentence about a taken one. */
  variable: 'SYNC_PORT' | 'WEB_PORT'
  command: Omit<Command, 'output' | 'env'>
  ready: ReadyCheck
}

export type Mode = 'production' | 'development'

const endMs = 5000
/** Longer than the 60 s for which proxies keep their side: one must not send a request just when it is closed. */
const webKeepAliveMs = 65_000
/** A compiled service starts at once; one in development compiles first. */
const readyMs = { production: 60_000, development: 180_000 } as const

/** In the order of starting; they end in the reverse order. */
export function listServices(config: LauncherConfig, mode: Mode): Service[] {
  return [syncService(config, mode), webService(config, mode)]
}

/** What both services are told, on top of what the launcher itself was told. */
export function toServiceEnvironment(config: LauncherConfig, mode: Mode, databaseUrl: string): NodeJS.ProcessEnv {
  return {
    ...config.environment,
    NODE_ENV: mode,
    DUPLEX_DATA_DIR: config.dataDir,
    DATABASE_URL: databaseUrl,
    WEB_PORT: String(config.webPort),
    SYNC_PORT: String(config.syncPort),
    SYNC_HOST: config.syncHost,
  }
}

/** Where a person opens Duplex. */
export function addressOf(config: LauncherConfig): string {
  const everywhere = ['127.0.0.1', '0.0.0.0', '::', '::1']
  return config.publicUrl ?? `http://${everywhere.includes(config.host) ? 'localhost' : config.host}:${config.webPort}`
}

/** Killed sooner than `maxShutdownMs`, sync would take the windows along that are not committed yet. */
function syncService(config: LauncherConfig, mode: Mode): Service {
  const cwd = path.join(config.root, 'apps/sync')
  const watched = () => [resolveFrom(config.root, 'tsx/cli'), 'watch', '--clear-screen=false', 'src/main.ts']
  const args = mode === 'production' ? ['dist/main.mjs'] : watched()
  return {
    name: 'sync',
    host: config.syncHost,
    port: config.syncPort,
    variable: 'SYNC_PORT',
    command: { program: process.execPath, args, cwd, stopMs: limits.maxShutdownMs },
    ready: { name: 'sync', url: toUrl(config.syncHost, config.syncPort, '/readyz'), deadlineMs: readyMs[mode] },
  }
}

function webService(config: LauncherConfig, mode: Mode): Service {
  const cwd = path.join(config.root, 'apps/web')
  const next = resolveFrom(cwd, 'next/dist/bin/next')
  const verb = mode === 'production' ? 'start' : 'dev'
  // Only the built server knows the option.
  const keepAlive = mode === 'production' ? ['--keepAliveTimeout', String(webKeepAliveMs)] : []
  const args = [next, verb, '--port', String(config.webPort), '--hostname', config.host, ...keepAlive]
  return {
    name: 'web',
    host: config.host,
    port: config.webPort,
    variable: 'WEB_PORT',
    command: { program: process.execPath, args, cwd, stopMs: endMs },
    ready: { name: 'web', url: toUrl(config.host, config.webPort, '/api/v1/readyz'), deadlineMs: readyMs[mode] },
  }
}

/** The output of a service in its file, or in the terminal behind its name. */
export function toOutput(mode: Mode, service: Service, log: LogFile): Command['output'] {
  return mode === 'production' ? log : { prefix: `${service.name.padEnd(5)}│ ` }
}

function toUrl(host: string, port: number, pathname: string): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}${pathname}`
}

function resolveFrom(folder: string, specifier: string): string {
  return createRequire(path.join(folder, 'package.json')).resolve(specifier)
}
