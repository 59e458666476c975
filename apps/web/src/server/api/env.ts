import { OpenAPIHono } from '@hono/zod-openapi'
import type { Actor } from '../auth/actor.ts'
import { fromSchemaError } from './problem.ts'

/** `actor`: where the request turned out to be of somebody who is signed in. */
export type ApiEnv = { Variables: { requestId: string; actor?: Actor } }
/** Routes behind `requireActor`. */
export type SignedInEnv = { Variables: { requestId: string; actor: Actor } }

export type ApiRouter = OpenAPIHono<ApiEnv>
export type SignedInRouter = OpenAPIHono<SignedInEnv>

/** A router that throws a refusal for every input that does not fit its schema. */
export function createRouter<Env extends ApiEnv>(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw fromSchemaError(result.target, result.error)
    },
  })
}
