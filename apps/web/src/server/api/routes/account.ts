import { createRoute } from '@hono/zod-openapi'
import { changePassword, readProfile, renamePerson } from '../../auth/account.ts'
import { endOtherSessions, endSession, listSessions } from '../../auth/sessions.ts'
import { presentMe, presentSession } from '../../presenters/present-account.ts'
import { Refusal } from '../../refusal.ts'
import { bodyProblems, json, jsonBody, problems } from '../answers.ts'
import type { ApiDependencies } from '../context.ts'
import type { SignedInRouter } from '../env.ts'
import { meSchema, passwordChangeSchema, profileChangeSchema, sessionListSchema, sessionParams } from '../schemas.ts'

const tags = ['Accounts']
const readMeRoute = createRoute({
  method: 'get',
  path: '/v1/me',
  tags,
  operationId: 'readMe',
  summary: 'Who you are',
  responses: { 200: json(meSchema, 'You.'), ...problems('signed-out') },
})

const changeMeRoute = createRoute({
  method: 'patch',
  path: '/v1/me',
  tags,
  operationId: 'changeMe',
  summary: 'Change your name',
  request: jsonBody(profileChangeSchema),
  responses: { 200: json(meSchema, 'You, renamed.'), ...problems(...bodyProblems, 'signed-out') },
})

const changePasswordRoute = createRoute({
  method: 'put',
  path: '/v1/me/password',
  tags,
  operationId: 'changePassword',
  summary: 'Change your password',
  description: 'Ends all your other sessions and their sockets.',
  request: jsonBody(passwordChangeSchema),
  responses: {
    204: { description: 'Changed.' },
    ...problems(...bodyProblems, 'signed-out', 'wrong-credentials', 'password-refused', 'too-many-requests'),
  },
})

const listSessionsRoute = createRoute({
  method: 'get',
  path: '/v1/me/sessions',
  tags,
  operationId: 'listSessions',
  summary: 'Where you are signed in',
  responses: { 200: json(sessionListSchema, 'Your sessions, newest first.'), ...problems('signed-out') },
})

const endSessionRoute = createRoute({
  method: 'delete',
  path: '/v1/me/sessions/{id}',
  tags,
  operationId: 'endSession',
  summary: 'End one of your sessions and its sockets',
  request: { params: sessionParams },
  responses: { 204: { description: 'Ended.' }, ...problems('cross-site', 'signed-out', 'not-found') },
})

const endOtherSessionsRoute = createRoute({
  method: 'delete',
  path: '/v1/me/sessions',
  tags,
  operationId: 'endOtherSessions',
  summary: 'End all your sessions but this one',
  responses: { 204: { description: 'Ended.' }, ...problems('cross-site', 'signed-out') },
})

export function addAccountRoutes(app: SignedInRouter, deps: ApiDependencies): void {
  const { prisma } = deps
  app.openapi(readMeRoute, async (context) => {
    const { actor } = context.var
    return context.json(presentMe(await readProfile(prisma, actor.userId), actor), 200)
  })
  app.openapi(changeMeRoute, async (context) => {
    const { actor } = context.var
    const { name } = context.req.valid('json')
    return context.json(presentMe(await renamePerson(prisma, actor, name), actor), 200)
  })
  app.openapi(changePasswordRoute, async (context) => {
    await changePassword(deps, context.var.actor, context.req.valid('json'))
    return context.body(null, 204)
  })
  app.openapi(listSessionsRoute, async (context) => {
    const { actor } = context.var
    const sessions = await listSessions(prisma, actor)
    return context.json({ items: sessions.map((session) => presentSession(session, actor)) }, 200)
  })
  app.openapi(endSessionRoute, async (context) => {
    const { id } = context.req.valid('param')
    const isEnded = await endSession(prisma, context.var.actor, id)
    if (!isEnded) throw new Refusal('not-found', 'You have no such session.')
    return context.body(null, 204)
  })
  app.openapi(endOtherSessionsRoute, async (context) => {
    await endOtherSessions(prisma, context.var.actor)
    return context.body(null, 204)
  })
}
