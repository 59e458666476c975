import type { MiddlewareHandler } from 'hono'
import type { Auth } from '../auth/auth.ts'
import { readSession, type SessionUse } from '../auth/session-reader.ts'
import { Refusal } from '../refusal.ts'
import type { SignedInEnv } from './env.ts'

/** Lets only administrators through. Order: behind `requireActor`. */
export const requireAdmin: MiddlewareHandler<SignedInEnv> = async (context, next) => {
  if (!context.var.actor.isAdmin) throw new Refusal('forbidden', 'Only administrators may do that.')
  await next()
}

/** Lets only signed-in people through. With `renew`, it keeps a session alive and renews the cookie of who has one. */
export function requireActor(auth: Auth, use: SessionUse): MiddlewareHandler<SignedInEnv> {
  return async (context, next) => {
    const session = await readSession(auth, context.req.raw.headers, use)
    if (session === undefined) throw new Refusal('signed-out', 'Sign in first.')
    context.set('actor', session.actor)
    await next()
    for (const cookie of session.setCookies) context.header('Set-Cookie', cookie, { append: true })
  }
}
