import { createRoute } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { useOrRefuse } from '../../auth/guess-limits.ts'
import type { Limit } from '../../network/rate-limiter.ts'
import { Refusal } from '../../refusal.ts'
import { readPageSpans } from '../../traces/read-page-spans.ts'
import { bodyProblems, jsonBody, problems } from '../answers.ts'
import type { ApiDependencies } from '../context.ts'
import type { SignedInRouter } from '../env.ts'
import { pageSpansSchema } from '../trace-schemas.ts'

/** A page in which something happens all the time sends every 15 s: fifteen of them. */
const deliveries: Limit = { max: 600, windowSeconds: 600 }
/** Far more than the spans of one delivery take. */
const maxBytes = 64 * 1024
/** As in `service.name`, whatever the page says. */
const service = 'duplex-page'
export const tracesPath = '/v1/traces'

const tracesRoute = createRoute({
  method: 'post',
  path: tracesPath,
  tags: ['Traces'],
  operationId: 'reportSpans',
  summary: 'What your page recorded',
  description:
    'Spans of the pages that this server draws, for the receiver of its operator. Not there where nothing is traced. ' +
    'Names are `edit`, `show`, and a method with a route of this API; spans with another name, or of another hour, are ' +
    'left out. What a span says of itself is on a list. Nothing of it is shown to anybody here.',
  request: jsonBody(pageSpansSchema),
  responses: {
    202: { description: 'They will be sent on, if they can be.' },
    ...problems(...bodyProblems, 'signed-out', 'not-found', 'too-many-requests'),
  },
})

/** `routes`: of the API, as "GET /api/v1/me". Asked when everything else is added. */
export function addTraceRoutes(
  app: SignedInRouter,
  { tracing, limiter }: Pick<ApiDependencies, 'tracing' | 'limiter'>,
  routes: () => readonly string[],
): void {
  app.use(tracesPath, async (_, next) => {
    if (!tracing.isOn) throw new Refusal('not-found', 'Nothing is traced here.')
    await next()
  })
  app.use(tracesPath, bodyLimit({ maxSize: maxBytes, onError: refuseSize }))
  app.openapi(tracesRoute, async (context) => {
    await useOrRefuse(limiter, `traces:${context.var.actor.userId}`, deliveries)
    const spans = readPageSpans(context.req.valid('json').spans, routes(), Date.now())
    tracing.forward(service, spans)
    return context.body(null, 202)
  })
}

function refuseSize(): never {
  throw new Refusal('too-large', 'The body is too large.')
}
