import { createRoute } from '@hono/zod-openapi'
import { admitInvitation, changeRole, inviteMember, removeMember } from '../../members/change-members.ts'
import { listMembers, readMember } from '../../members/list-members.ts'
import { presentMember } from '../../presenters/present-member.ts'
import { bodyProblems, json, jsonBody, problems } from '../answers.ts'
import type { ApiDependencies } from '../context.ts'
import type { SignedInRouter } from '../env.ts'
import { createOnce, idempotencyHeader, replayHeaders } from '../idempotent.ts'
import {
  documentParams,
  invitationSchema,
  memberListSchema,
  memberParams,
  memberSchema,
  pageQuerySchema,
  roleChangeSchema,
} from '../schemas.ts'

const tags = ['Members']
const one = ['signed-out', 'not-found'] as const
const repeated = ['request-in-progress', 'idempotency-mismatch', 'too-many-requests'] as const

const listRoute = createRoute({
  method: 'get',
  path: '/v1/documents/{id}/members',
  tags,
  operationId: 'listMembers',
  summary: 'Who is in a document',
  request: { params: documentParams, query: pageQuerySchema },
  responses: { 200: json(memberListSchema, 'One page.'), ...problems('invalid-request', ...one) },
})

const inviteRoute = createRoute({
  method: 'post',
  path: '/v1/documents/{id}/members',
  tags,
  operationId: 'inviteMember',
  summary: 'Invite somebody who has an account',
  request: { params: documentParams, headers: idempotencyHeader, ...jsonBody(invitationSchema) },
  responses: {
    201: json(memberSchema, 'The new member.'),
    ...problems(...bodyProblems, ...one, 'forbidden', 'in-trash', 'already-member', 'unknown-person', ...repeated),
  },
})

const readRoute = createRoute({
  method: 'get',
  path: '/v1/documents/{id}/members/{userId}',
  tags,
  operationId: 'readMember',
  summary: 'One member',
  request: { params: memberParams },
  responses: { 200: json(memberSchema, 'The member.'), ...problems(...one) },
})

const changeRoute = createRoute({
  method: 'put',
  path: '/v1/documents/{id}/members/{userId}',
  tags,
  operationId: 'changeMember',
  summary: 'Change what a member may do',
  description: 'The role `owner` hands the document over; you stay as an editor. Open sockets learn of it at once.',
  request: { params: memberParams, ...jsonBody(roleChangeSchema) },
  responses: {
    200: json(memberSchema, 'The member.'),
    ...problems(...bodyProblems, ...one, 'forbidden', 'in-trash', 'last-owner'),
  },
})

const removeRoute = createRoute({
  method: 'delete',
  path: '/v1/documents/{id}/members/{userId}',
  tags,
  operationId: 'removeMember',
  summary: 'Remove a member, or leave',
  description: 'The owner removes anybody else; everybody else may remove themselves. Open sockets end.',
  request: { params: memberParams },
  responses: {
    204: { description: 'Not a member any more.' },
    ...problems('cross-site', ...one, 'forbidden', 'in-trash', 'last-owner'),
  },
})

export function addMemberRoutes(app: SignedInRouter, { prisma, limiter }: ApiDependencies): void {
  app.openapi(listRoute, async (context) => {
    const { actor } = context.var
    const { id } = context.req.valid('param')
    const { items, nextCursor, document } = await listMembers(prisma, actor, id, context.req.valid('query'))
    return context.json({ items: items.map((member) => presentMember(member, document, actor)), nextCursor }, 200)
  })
  app.openapi(inviteRoute, async (context) => {
    const { actor } = context.var
    const { id } = context.req.valid('param')
    const invitation = context.req.valid('json')
    await admitInvitation(limiter, actor)
    const key = context.req.header('Idempotency-Key')
    const creation = { userId: actor.userId, key, operation: `inviteMember ${id}`, input: invitation }
    const answer = await createOnce(prisma, creation, async (tx) => {
      const { document, member } = await inviteMember(tx, actor, id, invitation)
      return presentMember(member, document, actor)
    })
    const Location = `/api/v1/documents/${id}/members/${answer.body.userId}`
    return context.json(answer.body, 201, { Location, ...replayHeaders(answer) })
  })
  app.openapi(readRoute, async (context) => {
    const { actor } = context.var
    const { id, userId } = context.req.valid('param')
    const { document, member } = await readMember(prisma, actor, id, userId)
    return context.json(presentMember(member, document, actor), 200)
  })
  app.openapi(changeRoute, async (context) => {
    const { actor } = context.var
    const { id, userId } = context.req.valid('param')
    const { role } = context.req.valid('json')
    const { document, member } = await changeRole(prisma, actor, id, { userId, role })
    return context.json(presentMember(member, document, actor), 200)
  })
  app.openapi(removeRoute, async (context) => {
    const { id, userId } = context.req.valid('param')
    await removeMember(prisma, context.var.actor, id, userId)
    return context.body(null, 204)
  })
}
