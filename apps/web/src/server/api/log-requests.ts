import type { MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import type { ApiEnv } from './env.ts'
import { toRefusal } from './problem.ts'

const documentPath = /^\/api\/v1\/documents\/([0-9a-f-]{36})(?:\/|$)/i

/**
 * One line for each request; one more with the cause where the server is at fault. Never a header, query or body. `except`:
 * a path that pages ask for by themselves all the time, of which only what is refused or fails is told.
 */
export function logRequests(logger: Logger, except: string): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const startedAt = performance.now()
    await next()
    const facts = {
      requestId: context.get('requestId'),
      userId: context.get('actor')?.userId,
      documentId: documentPath.exec(context.req.path)?.[1],
      method: context.req.method,
      path: context.req.path,
      status: context.res.status,
      ms: Math.round(performance.now() - startedAt),
    }
    if (facts.path !== except || facts.status >= 400) logger.info(facts, 'request')
    if (context.error === undefined || context.res.status < 500) return
    const { code, facts: refusal } = toRefusal(context.error)
    const { requestId, userId, documentId } = facts
    logger.error({ requestId, userId, documentId, code, err: refusal.cause ?? context.error }, 'request failed')
  }
}
