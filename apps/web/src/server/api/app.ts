import { limits } from '@duplex/protocol'
import { bodyLimit } from 'hono/body-limit'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { requestId } from 'hono/request-id'
import { uuidv7 } from 'uuidv7'
import { refuseCrossSite } from '../network/cross-site.ts'
import { dataPolicy, everyResponseHeaders } from '../network/security-headers.ts'
import { isStreamPath } from '../network/stream-path.ts'
import { Refusal } from '../refusal.ts'
import type { ApiDependencies } from './context.ts'
import { type ApiEnv, type ApiRouter, createRouter, type SignedInEnv } from './env.ts'
import { logRequests } from './log-requests.ts'
import { toProblemResponse, toRefusal } from './problem.ts'
import { addAccountRoutes } from './routes/account.ts'
import { addAdminRoutes } from './routes/admin.ts'
import { addContentRoutes } from './routes/content.ts'
import { addDocumentationRoutes } from './routes/documentation.ts'
import { addDocumentRoutes } from './routes/documents.ts'
import { addEventRoutes } from './routes/events.ts'
import { addHealthRoutes } from './routes/health.ts'
import { addLabRoutes } from './routes/lab.ts'
import { addMemberRoutes } from './routes/members.ts'
import { addProbeRoutes } from './routes/probes.ts'
import { addSignInRoutes } from './routes/sign-in.ts'
import { addStreamRoutes } from './routes/stream.ts'
import { addTicketRoutes } from './routes/tickets.ts'
import { addTraceRoutes, tracesPath } from './routes/traces.ts'
import { requireActor, requireAdmin } from './session-guard.ts'
import { traceRequests } from './trace-requests.ts'

/** One request body; a page of JSON is far smaller. */
export const maxBodyBytes = limits.MiB
/** One Markdown file to import, with the few bytes that a form puts around it. */
export const maxImportBytes = 2 * limits.MiB

/** Everything under /api: accounts, REST v1 and their documentation. */
export function createApi(deps: ApiDependencies): ApiRouter {
  const app = createRouter<ApiEnv>()
  addGuards(app, deps)
  const signedIn = createRouter<SignedInEnv>()
  for (const path of ['/v1/me/*', '/v1/documents/*', '/v1/probes']) signedIn.use(path, requireActor(deps.auth, 'renew'))
  // A page that is only left open uses no session.
  for (const path of ['/v1/events', tracesPath]) signedIn.use(path, requireActor(deps.auth, 'look'))
  signedIn.use('/v1/admin/*', requireActor(deps.auth, 'look'), requireAdmin)
  addAccountRoutes(signedIn, deps)
  addAdminRoutes(signedIn, deps)
  addDocumentRoutes(signedIn, deps)
  addContentRoutes(signedIn, deps)
  addMemberRoutes(signedIn, deps)
  addTicketRoutes(signedIn, deps)
  addProbeRoutes(signedIn, deps)
  addEventRoutes(signedIn, deps)
  addStreamRoutes(signedIn, deps)
  addLabRoutes(signedIn, deps)
  addTraceRoutes(signedIn, deps, () => app.routes.map(({ method, path }) => `${method} ${path}`))
  const open = createRouter<ApiEnv>()
  addSignInRoutes(open, deps)
  addHealthRoutes(open, deps)
  app.route('/api', open)
  app.route('/api', signedIn)
  addDocumentationRoutes(app)
  return app
}

/** What holds for every request, in this order: an id, headers, a log line, size, whose page it comes from. */
function addGuards(app: ApiRouter, { config, logger, tracing }: ApiDependencies): void {
  app.use(requestId({ limitLength: 64, generator: uuidv7 }))
  const reports = `/api${tracesPath}`
  if (tracing.isOn) app.use(traceRequests(tracing, reports))
  app.use(logRequests(logger, reports))
  app.use(async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(everyResponseHeaders(config.remembersHttps))) context.header(name, value)
    // Again: a handler that answers with a response of its own leaves out what was set before.
    context.header('X-Request-Id', context.get('requestId'))
    const { headers } = context.res
    if (!headers.has('Content-Security-Policy')) context.header('Content-Security-Policy', dataPolicy)
    if (!headers.has('Cache-Control')) context.header('Cache-Control', 'no-store')
  })
  app.use(
    methodNotAllowed({ app, onMethodNotAllowed: (context, allow) => refuseMethod(context.get('requestId'), allow) }),
  )
  app.use(async (context, next) => {
    refuseCrossSite(context.req.method, context.req.raw.headers, config.allowedOrigins)
    await next()
  })
  const [small, large] = [maxBodyBytes, maxImportBytes].map((maxSize) => bodyLimit({ maxSize, onError: refuseSize }))
  app.use('/api/*', async (context, next) => {
    // It is not there as a whole at any time, and counts for itself.
    if (isStreamPath(context.req.path)) return await next()
    const limit = context.req.path === '/api/v1/documents/import' ? large : small
    return await limit?.(context, next)
  })
  app.notFound((context) => {
    const refusal = new Refusal('not-found', 'There is nothing at this path.')
    return toProblemResponse(refusal, context.get('requestId'))
  })
  app.onError((error, context) => toProblemResponse(toRefusal(error), context.get('requestId')))
}

function refuseSize(): never {
  throw new Refusal('too-large', 'The body is too large.')
}

function refuseMethod(id: string, allow: readonly string[]): Response {
  const refusal = new Refusal('method-not-allowed', `This path answers to ${allow.join(', ')}.`, { allow })
  return toProblemResponse(refusal, id)
}
