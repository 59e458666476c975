import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { readProfile } from '../../auth/account.ts'
import { readSession } from '../../auth/session-reader.ts'
import { endSession } from '../../auth/sessions.ts'
import { setUp } from '../../auth/set-up.ts'
import { type Client, type SignedIn, signIn, signUp } from '../../auth/sign-in.ts'
import { readStampedAddress } from '../../network/client-stamp.ts'
import { presentUser } from '../../presenters/present-account.ts'
import { bodyProblems, json, jsonBody, problems } from '../answers.ts'
import type { ApiDependencies } from '../context.ts'
import type { ApiEnv, ApiRouter } from '../env.ts'
import { setUpAnswerSchema, signedInSchema, signInSchema, signUpSchema } from '../schemas.ts'

const tags = ['Accounts']

const setUpRoute = createRoute({
  method: 'post',
  path: '/v1/setup',
  tags,
  security: [],
  operationId: 'setUp',
  summary: 'Make the first account of an installation',
  description: 'Works once. The first person administers the installation and finds a welcome document.',
  request: jsonBody(signUpSchema),
  responses: {
    201: json(setUpAnswerSchema, 'The account and its welcome document.'),
    ...problems(...bodyProblems, 'already-set-up', 'password-refused', 'too-many-requests'),
  },
})

const signUpRoute = createRoute({
  method: 'post',
  path: '/auth/sign-up/email',
  tags,
  security: [],
  operationId: 'signUp',
  summary: 'Make an account and sign in',
  request: jsonBody(signUpSchema),
  responses: {
    200: json(signedInSchema, 'Signed in.'),
    ...problems(
      ...bodyProblems,
      'sign-up-closed',
      'not-set-up',
      'email-taken',
      'password-refused',
      'too-many-requests',
    ),
  },
})

const signInRoute = createRoute({
  method: 'post',
  path: '/auth/sign-in/email',
  tags,
  security: [],
  operationId: 'signIn',
  summary: 'Sign in',
  request: jsonBody(signInSchema),
  responses: {
    200: json(signedInSchema, 'Signed in.'),
    ...problems(...bodyProblems, 'wrong-credentials', 'too-many-requests'),
  },
})

const signOutRoute = createRoute({
  method: 'post',
  path: '/auth/sign-out',
  tags,
  security: [],
  operationId: 'signOut',
  summary: 'End this session and its sockets',
  responses: { 204: { description: 'Signed out, or never was signed in.' }, ...problems('cross-site') },
})

export function addSignInRoutes(app: ApiRouter, deps: ApiDependencies): void {
  const { prisma, auth } = deps
  app.openapi(setUpRoute, async (context) => {
    const { session, ...person } = context.req.valid('json')
    const signedIn = await setUp(deps, person, clientOf(context, session))
    const answer = await deliver(deps, context, signedIn, session)
    return context.json({ ...answer, document: { id: signedIn.documentId } }, 201)
  })
  app.openapi(signUpRoute, async (context) => {
    const { session, ...person } = context.req.valid('json')
    const signedIn = await signUp(deps, person, clientOf(context, session))
    return context.json(await deliver(deps, context, signedIn, session), 200)
  })
  app.openapi(signInRoute, async (context) => {
    const { session, ...credentials } = context.req.valid('json')
    const signedIn = await signIn(deps, credentials, clientOf(context, session))
    return context.json(await deliver(deps, context, signedIn, session), 200)
  })
  app.openapi(signOutRoute, async (context) => {
    const { headers } = context.req.raw
    const found = await readSession(auth, headers, 'look')
    if (found !== undefined) await endSession(prisma, found.actor, found.actor.sessionId)
    const { headers: cleared } = await auth.api.signOut({ headers: new Headers(), returnHeaders: true })
    for (const cookie of cleared.getSetCookie()) context.header('Set-Cookie', cookie, { append: true })
    return context.body(null, 204)
  })
}

/** Security: a token that the caller did not ask for would only lie open to scripts, so it is one way or the other. */
async function deliver(deps: ApiDependencies, context: Context<ApiEnv>, signedIn: SignedIn, way: 'cookie' | 'token') {
  const user = presentUser(await readProfile(deps.prisma, signedIn.userId))
  if (way === 'token') return { user, token: signedIn.token }
  for (const cookie of signedIn.setCookies) context.header('Set-Cookie', cookie, { append: true })
  return { user }
}

function clientOf(context: Context<ApiEnv>, way: Client['way']): Client {
  const { headers } = context.req.raw
  return { address: readStampedAddress(headers), userAgent: headers.get('user-agent'), way }
}
