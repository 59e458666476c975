import { createRoute } from '@hono/zod-openapi'
import { listAuditEvents } from '../../audit/list-audit-events.ts'
import { drainNode, listNodes } from '../../cluster/nodes.ts'
import { presentAuditEvent, presentNode } from '../../presenters/present-cluster.ts'
import { auditListSchema, auditQuerySchema, nodeListSchema, nodeParams } from '../admin-schemas.ts'
import { json, problems } from '../answers.ts'
import type { ApiDependencies } from '../context.ts'
import type { SignedInRouter } from '../env.ts'

const tags = ['Administration']
const closed = ['signed-out', 'forbidden'] as const

const nodesRoute = createRoute({
  method: 'get',
  path: '/v1/admin/nodes',
  tags,
  operationId: 'listNodes',
  summary: 'The sync nodes that live, and who is where',
  description: 'As each said of itself some seconds ago at most. Only for administrators.',
  responses: { 200: json(nodeListSchema, 'The nodes, in the order of their start.'), ...problems(...closed) },
})

const drainRoute = createRoute({
  method: 'post',
  path: '/v1/admin/nodes/{id}/drain',
  tags,
  operationId: 'drainNode',
  summary: 'Drain a node',
  description:
    'It takes no more clients, sends its own away over some seconds, stores what they gave, and ends. Whoever supervises ' +
    'it starts it again. Only for administrators.',
  request: { params: nodeParams },
  responses: { 202: { description: 'It was told.' }, ...problems('cross-site', ...closed, 'not-found') },
})

const auditRoute = createRoute({
  method: 'get',
  path: '/v1/admin/audit-events',
  tags,
  operationId: 'listAuditEvents',
  summary: 'What happened, newest first',
  description: 'Sign-ins, changes of access, exports, deletions: who, from where. Only for administrators.',
  request: { query: auditQuerySchema },
  responses: { 200: json(auditListSchema, 'One page.'), ...problems('invalid-request', ...closed) },
})

export function addAdminRoutes(app: SignedInRouter, { prisma }: ApiDependencies): void {
  app.openapi(nodesRoute, async (context) => {
    const { nodes, names } = await listNodes(prisma, context.var.actor)
    return context.json({ items: nodes.map((node) => presentNode(node, names)) }, 200)
  })
  app.openapi(drainRoute, async (context) => {
    await drainNode(prisma, context.var.actor, context.req.valid('param').id)
    return context.body(null, 202)
  })
  app.openapi(auditRoute, async (context) => {
    const { items, nextCursor, names } = await listAuditEvents(prisma, context.var.actor, context.req.valid('query'))
    return context.json({ items: items.map((row) => presentAuditEvent(row, names)), nextCursor }, 200)
  })
}
