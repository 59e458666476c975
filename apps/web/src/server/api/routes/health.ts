import { createRoute, z } from '@hono/zod-openapi'
import { json } from '../answers.ts'
import type { ApiDependencies } from '../context.ts'
import type { ApiRouter } from '../env.ts'

const tags = ['Health']

const healthzRoute = createRoute({
  method: 'get',
  path: '/v1/healthz',
  tags,
  security: [],
  operationId: 'readHealth',
  summary: 'Whether the process answers',
  responses: { 200: json(z.object({ status: z.literal('ok') }).openapi('Health'), 'It does.') },
})

const readinessSchema = z
  .object({
    status: z.enum(['ready', 'not-ready']),
    checks: z.object({
      database: z.enum(['up', 'down']),
      migrations: z.enum(['current', 'pending', 'unknown']),
      redis: z.enum(['up', 'down', 'unused']),
    }),
  })
  .openapi('Readiness')

const readyzRoute = createRoute({
  method: 'get',
  path: '/v1/readyz',
  tags,
  security: [],
  operationId: 'readReadiness',
  summary: 'Whether the process can do its work',
  responses: {
    200: json(readinessSchema, 'It can.'),
    503: json(readinessSchema, 'It cannot; `checks` says what is missing.'),
  },
})

export function addHealthRoutes(app: ApiRouter, { health }: ApiDependencies): void {
  app.openapi(healthzRoute, (context) => context.json({ status: 'ok' as const }, 200))
  app.openapi(readyzRoute, async (context) => {
    const { isReady, checks } = await health.readReadiness()
    return isReady
      ? context.json({ status: 'ready' as const, checks }, 200)
      : context.json({ status: 'not-ready' as const, checks }, 503)
  })
}
