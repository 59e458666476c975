import { type TrustedProxies, trustedProxiesSchema } from '@duplex/protocol/server'
import type { TracingSettings } from '@duplex/tracing'
import { z } from 'zod'

/** Everything the web process can be told from outside; docs/operations.md explains each variable. */
const environmentSchema = z.object({
  WEB_PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  SYNC_PORT: z.coerce.number().int().min(1).max(65_535).default(1234),
  SYNC_HOST: z.string().trim().default('127.0.0.1'),
  SYNC_INTERNAL_URL: z.url({ protocol: /^wss?$/ }).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  SYNC_PUBLIC_URL: z.url({ protocol: /^wss?$/ }).optional(),
  ALLOWED_ORIGINS: z.string().optional(),
  AUTH_SECRET: z.string().min(32).optional(),
  TICKET_SECRET: z.string().min(32).optional(),
  DUPLEX_DATA_DIR: z.string().min(1).optional(),
  SIGN_UP: z.enum(['open', 'closed']).default('open'),
  TRUSTED_PROXIES: trustedProxiesSchema,
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

/** Where the two signing secrets come from. */
export type SecretSource =
  | { kind: 'given'; authSecret: string; ticketSecret: string }
  | { kind: 'data-dir'; dataDir: string }

/** Where browsers reach the sync server: under one known base, or on this port of whatever host they used for us. */
type SyncAddress = { kind: 'base'; url: string } | { kind: 'port'; port: number }

export type Config = {
  port: number
  databaseUrl: string
  redisUrl: string | undefined
  /** Origin under which people reach the product, without a slash at its end. */
  publicUrl: string
  isHttps: boolean
  /** Browsers shall come by https only. On localhost they would do so on the ports of other programs, too. */
  remembersHttps: boolean
  /** Exact origins (scheme, host, port) whose pages may send changes. */
  allowedOrigins: readonly string[]
  sync: SyncAddress
  /** Where this process itself reaches sync, without a slash at its end. */
  syncInternalUrl: string
  secrets: SecretSource
  signUp: 'open' | 'closed'
  trustedProxies: TrustedProxies
  rateLimits: 'on' | 'off'
  /** Undefined: nothing is traced. */
  tracing: TracingSettings | undefined
  logLevel: string
}

/** The environment does not describe a way to run. The message is one sentence for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Turns the environment into a typed configuration. Empty variables count as absent. Throws {@link ConfigError}. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) throw new ConfigError(describe(parsed.error))
  const env = parsed.data
  const publicUrl = env.PUBLIC_URL === undefined ? `http://localhost:${env.WEB_PORT}` : readOrigin(env.PUBLIC_URL)
  return {
    port: env.WEB_PORT,
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    publicUrl,
    isHttps: publicUrl.startsWith('https:'),
    remembersHttps: publicUrl.startsWith('https:') && new URL(publicUrl).hostname !== 'localhost',
    allowedOrigins: readAllowedOrigins(env.PUBLIC_URL === undefined, publicUrl, env.WEB_PORT, env.ALLOWED_ORIGINS),
    sync: readSyncAddress(env.SYNC_PUBLIC_URL, env.PUBLIC_URL, env.SYNC_PORT),
    syncInternalUrl: readSyncInternalUrl(env.SYNC_INTERNAL_URL, env.SYNC_HOST, env.SYNC_PORT),
    secrets: readSecretSource(env.AUTH_SECRET, env.TICKET_SECRET, env.DUPLEX_DATA_DIR),
    signUp: env.SIGN_UP,
    trustedProxies: env.TRUSTED_PROXIES,
    rateLimits: env.RATE_LIMITS,
    tracing: readTracing(env.OTEL_EXPORTER_OTLP_ENDPOINT, env.OTEL_TRACES_SAMPLER_ARG),
    logLevel: env.LOG_LEVEL,
  }
}

function describe(error: z.ZodError): string {
  const issues = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  return `The environment cannot be used (${issues.join('; ')}).`
}

function readOrigin(text: string): string {
  const url = new URL(text)
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new ConfigError(`PUBLIC_URL must be an origin without a path, and "${text}" has one.`)
  }
  return url.origin
}

/** Without PUBLIC_URL both names of this machine work, because people type either. */
function readAllowedOrigins(isLocal: boolean, publicUrl: string, port: number, more = ''): string[] {
  const known = isLocal ? [publicUrl, `http://127.0.0.1:${port}`] : [publicUrl]
  const added = more
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '')
  for (const origin of added) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new ConfigError(`ALLOWED_ORIGINS must list origins like https://example.org, and "${origin}" is none.`)
    }
  }
  return [...new Set([...known, ...added])]
}

/** One public origin means one proxy in front of both servers; sync then lives under `/sync` of that origin. */
function readSyncAddress(syncUrl: string | undefined, publicUrl: string | undefined, port: number): SyncAddress {
  const url = syncUrl ?? publicUrl?.replace(/^http/, 'ws')
  return url === undefined ? { kind: 'port', port } : { kind: 'base', url: url.replace(/\/+$/, '') }
}

/** A server that listens on every address is reached on this machine's own. */
function readSyncInternalUrl(url: string | undefined, host: string, port: number): string {
  if (url !== undefined) return url.replace(/\/+$/, '')
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `ws://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

function readTracing(endpoint: string | undefined, share: number): TracingSettings | undefined {
  return endpoint === undefined ? undefined : { endpoint, share }
}

function readSecretSource(
  authSecret: string | undefined,
  ticketSecret: string | undefined,
  dataDir: string | undefined,
): SecretSource {
  if (authSecret !== undefined && ticketSecret !== undefined) return { kind: 'given', authSecret, ticketSecret }
  if (authSecret !== undefined || ticketSecret !== undefined) {
    throw new ConfigError('AUTH_SECRET and TICKET_SECRET must be given together, or neither.')
  }
  if (dataDir === undefined) throw new ConfigError('Give DUPLEX_DATA_DIR, or both AUTH_SECRET and TICKET_SECRET.')
  return { kind: 'data-dir', dataDir }
}
