import { limits } from '@duplex/protocol'
import { trustedProxiesSchema } from '@duplex/protocol/server'
import { z } from 'zod'

const text = z.string().trim().min(1)
const port = z.coerce.number().int().min(0).max(65_535)
const count = z.coerce.number().int().min(1).max(1_000_000)

/** Every variable that the sync server reads. An empty variable counts as absent. */
const envSchema = z.object({
  SYNC_PORT: port.default(1234),
  SYNC_HOST: text.default('127.0.0.1'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  TICKET_SECRET: z.string().min(32).optional(),
  DUPLEX_DATA_DIR: text.optional(),
  ALLOWED_ORIGINS: text.optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  WEB_PORT: port.default(3000),
  TRUSTED_PROXIES: trustedProxiesSchema,
  MAX_CONNECTIONS_PER_USER: count.default(limits.maxConnectionsPerUser),
  MAX_CONNECTIONS_PER_ADDRESS: count.default(limits.maxConnectionsPerAddress),
  MAX_CONNECTIONS_PER_DOCUMENT: count.default(limits.maxConnectionsPerDocument),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

export type Env = z.infer<typeof envSchema>

/** A variable is missing or cannot be understood. The message names each, one a line, and holds no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export function readEnv(variables: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = envSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new ConfigError(lines.join('\n'))
}
