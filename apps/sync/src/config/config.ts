import { limits } from '@duplex/protocol'
import { type TrustedProxies, toTicketKey } from '@duplex/protocol/server'
import type { TracingSettings } from '@duplex/tracing'
import { ConfigError, type Env } from './env.ts'

export type Config = {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly databaseUrl: string
  readonly redisUrl?: string
  /** HS256 key of tickets. */
  readonly ticketKey: Uint8Array
  /** Exact origins (scheme, host, port) whose pages may open a socket. */
  readonly allowedOrigins: ReadonlySet<string>
  readonly trustedProxies: TrustedProxies
  /** Absent: nothing is traced. */
  readonly tracing?: TracingSettings
  readonly logLevel: string
  /** What the environment says about the limits. */
  readonly settings: Partial<Settings>
}

/** Limits that a test sets smaller. Bytes, ms and counts; the wire's own are in `limits` of the protocol. */
export const defaultSettings = {
  maxMessageBytes: limits.maxMessageBytes,
  maxDocumentBytes: limits.maxDocumentBytes,
  maxDocumentItems: limits.maxDocumentItems,
  heartbeatMs: limits.heartbeatMs,
  maxHandshakeMs: limits.maxHandshakeMs,
  maxConnectionsPerUser: limits.maxConnectionsPerUser,
  maxConnectionsPerAddress: limits.maxConnectionsPerAddress,
  maxConnectionsPerDocument: limits.maxConnectionsPerDocument,
  handshakeRate: limits.handshakeRate,
  addressHandshakeRate: limits.addressHandshakeRate,
  loadRate: limits.loadRate,
  maxLoads: limits.maxLoads,
  maxWaitingLoads: limits.maxWaitingLoads,
  /** An empty room stays loaded this long: a reload of the page must not load the document again. */
  lingerMs: 15_000,
  /** Who is at a node that says nothing for so long is gone, 2 s later at most (R4). */
  nodeSilentMs: 15_000,
  /** A document that nobody wrote in for so long is held as bytes. */
  quietAfterMs: 10_000,
  /** Windows that one room, and all rooms together, hold while the database is away. */
  maxRoomQueueBytes: 8 * limits.MiB,
  maxNodeQueueBytes: 64 * limits.MiB,
  /** After this long a statement has failed: its outcome is unknown and it is tried again. */
  statementTimeoutMs: 10_000,
  /** Access of open connections is compared with the database this often. */
  compareAccessMs: 20_000,
  /** Without a comparison for this long, a node no longer knows who may read: it closes everything, within 60 s. */
  failClosedMs: 58_000,
  /** A snapshot is due after so many rows or bytes of log. */
  snapshotRows: 500,
  snapshotBytes: limits.MiB,
  /** Everybody is told, and all is stored, within this time of a shutdown; the rest is for what is closed then. */
  drainMs: limits.maxShutdownMs - 5_000,
} as const

export type Settings = {
  readonly [K in keyof typeof defaultSettings]: (typeof defaultSettings)[K] extends number ? number : limits.Rate
}

/** Nobody could reach it. */
const unlimited = 1e9
const unlimitedRate: limits.Rate = { perSecond: unlimited, burst: unlimited }
/** `maxLoads` stays: it sends nobody away, and protects the connections to the database. */
const noRates = {
  handshakeRate: unlimitedRate,
  addressHandshakeRate: unlimitedRate,
  loadRate: unlimitedRate,
  maxWaitingLoads: unlimited,
}
/** An address fills its share of connections at once, and again within so many seconds. */
const refillSeconds = limits.addressHandshakeRate.burst / limits.addressHandshakeRate.perSecond

/** `secretOf` reads the installation's own ticket secret from its data folder. */
export async function toConfig(env: Env, secretOf: (dataDir: string) => Promise<string>): Promise<Config> {
  return {
    host: env.SYNC_HOST,
    port: env.SYNC_PORT,
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    ticketKey: toTicketKey(await readTicketSecret(env, secretOf)),
    allowedOrigins: readOrigins(env),
    trustedProxies: env.TRUSTED_PROXIES,
    tracing: readTracing(env),
    logLevel: env.LOG_LEVEL,
    settings: readSettings(env),
  }
}

function readTracing(env: Env): TracingSettings | undefined {
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT
  return endpoint === undefined ? undefined : { endpoint, share: env.OTEL_TRACES_SAMPLER_ARG }
}

function readSettings(env: Env): Partial<Settings> {
  const perAddress = env.MAX_CONNECTIONS_PER_ADDRESS
  const rates =
    env.RATE_LIMITS === 'off'
      ? noRates
      : { addressHandshakeRate: { perSecond: perAddress / refillSeconds, burst: perAddress } }
  return {
    maxConnectionsPerUser: env.MAX_CONNECTIONS_PER_USER,
    maxConnectionsPerAddress: perAddress,
    maxConnectionsPerDocument: env.MAX_CONNECTIONS_PER_DOCUMENT,
    ...rates,
  }
}

async function readTicketSecret(env: Env, secretOf: (dataDir: string) => Promise<string>): Promise<string> {
  if (env.TICKET_SECRET !== undefined) return env.TICKET_SECRET
  if (env.DUPLEX_DATA_DIR !== undefined) return await secretOf(env.DUPLEX_DATA_DIR)
  throw new ConfigError('TICKET_SECRET: set it, or DUPLEX_DATA_DIR, which holds secrets.json')
}

function readOrigins(env: Env): ReadonlySet<string> {
  const own =
    env.PUBLIC_URL === undefined
      ? [`http://localhost:${env.WEB_PORT}`, `http://127.0.0.1:${env.WEB_PORT}`]
      : [toOrigin(env.PUBLIC_URL)]
  return new Set([...own, ...(env.ALLOWED_ORIGINS?.split(',').map(toOrigin) ?? [])])
}

function toOrigin(url: string): string {
  const origin = URL.canParse(url.trim()) ? new URL(url.trim()).origin : 'null'
  if (origin === 'null')
    throw new ConfigError(`ALLOWED_ORIGINS: "${url.trim()}" is no origin, such as https://example.com`)
  return origin
}
