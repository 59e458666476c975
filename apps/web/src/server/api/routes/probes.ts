import { limits, probePath } from '@duplex/protocol'
import { signProbeTicket } from '@duplex/protocol/server'
import { createRoute } from '@hono/zod-openapi'
import { uuidv7 } from 'uuidv7'
import { useOrRefuse } from '../../auth/guess-limits.ts'
import type { Limit } from '../../network/rate-limiter.ts'
import { toSyncUrl } from '../../network/sync-address.ts'
import { json, problems } from '../answers.ts'
import type { ApiDependencies } from '../context.ts'
import type { SignedInRouter } from '../env.ts'
import { probeSchema } from '../schemas.ts'

/** Enough to try one change of a proxy after another; each probe may carry some MiB. */
const probes: Limit = { max: 60, windowSeconds: 600 }

const probeRoute = createRoute({
  method: 'post',
  path: '/v1/probes',
  tags: ['Live editing'],
  operationId: 'beginProbe',
  summary: 'A ticket to probe the connection with',
  description:
    'For finding out what a proxy lets through: the sync server answers a probe with echoes and with what it saw of ' +
    'each request. The ticket works once and for a minute, and opens no document. See the protocol, Probes.',
  responses: { 200: json(probeSchema, 'The ticket.'), ...problems('cross-site', 'signed-out', 'too-many-requests') },
})

export function addProbeRoutes(app: SignedInRouter, { limiter, ticketKey, config }: ApiDependencies): void {
  app.openapi(probeRoute, async (context) => {
    const { userId } = context.var.actor
    await useOrRefuse(limiter, `probe:${userId}`, probes)
    const now = Date.now()
    const ticket = await signProbeTicket({ id: uuidv7(), userId }, ticketKey, now)
    const expiresAt = new Date((Math.floor(now / 1_000) + limits.ticketLifeSeconds) * 1_000).toISOString()
    const url = `${toSyncUrl(config, context.req.header('Host'))}${probePath}`
    const origin = context.req.header('Origin') ?? null
    return context.json({ ticket, url, expiresAt, now, origin }, 200)
  })
}
