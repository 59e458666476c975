import type { PrismaClient } from '@duplex/db'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { APIError } from 'better-auth/api'
import { betterAuth } from 'better-auth/minimal'
import { bearer } from 'better-auth/plugins/bearer'
import type { Logger } from 'pino'
import { uuidv7 } from 'uuidv7'
import type { Config } from '../config/config.ts'
import { passwordLength } from './password-policy.ts'

/** A session that nobody uses ends after this long. */
const sessionIdleSeconds = 7 * 24 * 3_600
/** How stale a session's expiry may get before it is written again. */
const sessionRefreshSeconds = 24 * 3_600

export type AuthDependencies = {
  prisma: PrismaClient
  config: Pick<Config, 'publicUrl' | 'isHttps' | 'allowedOrigins'>
  secret: string
  logger: Logger
}

export type Auth = ReturnType<typeof createAuth>

/**
 * better-auth as this product uses it: passwords, and sessions in the database. Its router is not mounted, because
 * its session list gives out tokens and its rate limit knows only addresses; api/routes calls its functions.
 */
export function createAuth({ prisma, config, secret, logger }: AuthDependencies) {
  return betterAuth({
    appName: 'Duplex',
    baseURL: config.publicUrl,
    basePath: '/api/auth',
    secret,
    trustedOrigins: [...config.allowedOrigins],
    database: prismaAdapter(prisma, { provider: 'postgresql', transaction: true }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    user: {
      // Never from outside: set-up and whoever runs the installation decide.
      additionalFields: {
        isAdmin: { type: 'boolean', defaultValue: false, input: false },
        disabledAt: { type: 'date', required: false, input: false },
      },
    },
    databaseHooks: { session: { create: { before: ({ userId }) => refuseDisabled(prisma, userId) } } },
    session: {
      expiresIn: sessionIdleSeconds,
      updateAge: sessionRefreshSeconds,
      // Security: a revoked session must be over at its next request, so each request asks the database.
      cookieCache: { enabled: false },
    },
    // Limits of our own, which know accounts as well as addresses.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    plugins: [bearer()],
    advanced: {
      database: { generateId: () => uuidv7() },
      useSecureCookies: false,
      cookies: {
        session_token: toCookie(config, 'session'),
        session_data: toCookie(config, 'session-data'),
        account_data: toCookie(config, 'account-data'),
        dont_remember: toCookie(config, 'session-only'),
      },
      ipAddress: { ipAddressHeaders: ['x-forwarded-for'], ipv6Subnet: 128 },
    },
    logger: {
      level: 'error',
      log: (level, message) => logger[level]({ from: 'better-auth', message }, 'accounts library'),
    },
  })
}

/** Looks like a wrong password, to whoever has the right one too. */
async function refuseDisabled(prisma: PrismaClient, userId: string): Promise<void> {
  const disabled = await prisma.user.count({ where: { id: userId, disabledAt: { not: null } } })
  if (disabled > 0) throw new APIError('UNAUTHORIZED')
}

/**
 * `__Host-` binds a cookie to this very host, over https. Without https the port goes into the name, because cookies
 * ignore ports and two installations on one machine would sign each other's people out.
 */
function toCookie(config: AuthDependencies['config'], name: string) {
  const prefix = config.isHttps ? '__Host-duplex' : `duplex-${new URL(config.publicUrl).port || '80'}`
  return {
    name: `${prefix}.${name}`,
    attributes: { secure: config.isHttps, httpOnly: true, sameSite: 'lax' as const, path: '/' },
  }
}
