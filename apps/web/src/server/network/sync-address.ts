import type { Config } from '../config/config.ts'

/** The path under which the sync server upgrades; the document's id follows. */
const syncPath = '/sync/v1'

/**
 * Where a browser that reached us as `requestHost` (the Host header) opens its sockets; `/` and a document's id follow.
 * Hosts that are not ours are not repeated back.
 */
export function toSyncUrl(config: Config, requestHost: string | undefined): string {
  return `${syncBaseOf(config, requestHost)}${syncPath}`
}

/** Every origin that `toSyncUrl` can name, for sockets and for requests, for the content security policy. */
export function listSyncOrigins(config: Config): string[] {
  const sockets = listSocketOrigins(config)
  return [...sockets, ...sockets.map((origin) => origin.replace(/^ws/, 'http'))]
}

function listSocketOrigins({ sync, allowedOrigins }: Config): string[] {
  if (sync.kind === 'base') return [new URL(sync.url).origin]
  return [...new Set(allowedOrigins.map((origin) => toSocketOrigin(origin, sync.port)))]
}

function syncBaseOf(config: Config, requestHost: string | undefined): string {
  if (config.sync.kind === 'base') return config.sync.url
  const own = config.allowedOrigins.find((origin) => new URL(origin).host === requestHost)
  return toSocketOrigin(own ?? config.publicUrl, config.sync.port)
}

function toSocketOrigin(origin: string, port: number): string {
  const { protocol, hostname } = new URL(origin)
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${hostname}:${port}`
}
