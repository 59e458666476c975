import { placeFromHeader, placeToHeader, type Tracing } from '@duplex/tracing'
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { ApiEnv } from './env.ts'

/**
 * A span for each request, with its queries. Named after the route: a path has ids in it, a query may have more. The
 * answer says which trace it is, in a header that programs read and in one that a browser shows beside its own times.
 * `except`: a path that has none, because a request with spans would bring about the next one.
 */
export function traceRequests(tracing: Tracing, except: string): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const { method, path } = context.req
    if (path === except) return await next()
    const parent = placeFromHeader(context.req.header('traceparent'))
    const span = tracing.begin(method, { kind: 'server', parent, facts: { 'http.request.method': method } })
    await span.within(next)
    const { status } = context.res
    const route = routePath(context, -1)
    span.rename(`${method} ${route}`)
    const facts = { 'http.route': route, 'http.response.status_code': status }
    span.tell({ ...facts, 'duplex.request': context.get('requestId') })
    if (status >= 500) span.fail()
    const place = placeToHeader(span.place)
    context.header('traceresponse', place)
    context.header('Server-Timing', `traceparent;desc="${place}"`)
    span.end()
  }
}
