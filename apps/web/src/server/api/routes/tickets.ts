import { createRoute } from '@hono/zod-openapi'
import { issueTicket } from '../../documents/issue-ticket.ts'
import { toSyncUrl } from '../../network/sync-address.ts'
import { bodyProblems, json, problems } from '../answers.ts'
import type { ApiDependencies } from '../context.ts'
import type { SignedInRouter } from '../env.ts'
import { documentParams, ticketRequestSchema, ticketSchema } from '../schemas.ts'

const ticketRoute = createRoute({
  method: 'post',
  path: '/v1/documents/{id}/ticket',
  tags: ['Live editing'],
  operationId: 'issueTicket',
  summary: 'A ticket for one live connection to a document',
  description:
    'Open `url`, a slash and the id of the document, with `protocols`; a y-websocket provider does so by itself. The ' +
    'ticket works once and for a minute, in the role that you hold now. A client that cannot offer subprotocols puts ' +
    'it into the query as `ticket`. Where WebSockets are blocked, the ticket opens a visit over HTTP, with ' +
    '`POST {url}/{id}/visit` (http for ws, the ticket as a bearer token): see the protocol.',
  request: { params: documentParams, body: { content: { 'application/json': { schema: ticketRequestSchema } } } },
  responses: {
    200: json(ticketSchema, 'The ticket.'),
    ...problems(...bodyProblems, 'signed-out', 'not-found', 'in-trash', 'schema-too-old'),
  },
})

export function addTicketRoutes(app: SignedInRouter, { prisma, ticketKey, config }: ApiDependencies): void {
  app.openapi(ticketRoute, async (context) => {
    const { id: documentId } = context.req.valid('param')
    const { schemaVersion: pageSchemaVersion } = context.req.valid('json')
    const issued = await issueTicket(prisma, ticketKey, context.var.actor, { documentId, pageSchemaVersion })
    const url = toSyncUrl(config, context.req.header('Host'))
    const { ticket, protocols, expiresAt } = issued
    return context.json({ ticket, url, protocols, expiresAt: expiresAt.toISOString() }, 200)
  })
}
