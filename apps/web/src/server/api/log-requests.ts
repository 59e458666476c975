import type { MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import type { ApiEnv } from './env.ts'
import { toRefusal } from './problem.ts'

/** One line for each request; one more with the cause where the server is at fault. Never a header, query or body. */
export function logRequests(logger: Logger): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const startedAt = performance.now()
    await next()
    const facts = {
      requestId: context.get('requestId'),
      method: context.req.method,
      path: context.req.path,
      status: context.res.status,
      ms: Math.round(performance.now() - startedAt),
    }
    logger.info(facts, 'request')
    if (context.error === undefined || context.res.status < 500) return
    const { code, facts: refusal } = toRefusal(context.error)
    logger.error({ requestId: facts.requestId, code, err: refusal.cause ?? context.error }, 'request failed')
  }
}
