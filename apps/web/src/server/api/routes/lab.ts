import { createRoute } from '@hono/zod-openapi'
import { makeTemporaryDocuments, removeTemporaryDocuments } from '../../documents/temporary-documents.ts'
import { presentDocument } from '../../presenters/present-document.ts'
import { bodyProblems, json, jsonBody, problems } from '../answers.ts'
import type { ApiDependencies } from '../context.ts'
import type { SignedInRouter } from '../env.ts'
import { labDocumentsSchema, labRequestSchema } from '../schemas.ts'

const tags = ['Protocol lab']

const makeRoute = createRoute({
  method: 'post',
  path: '/v1/me/lab-documents',
  tags,
  operationId: 'makeLabDocuments',
  summary: 'Make documents to measure in',
  description:
    'They are yours and live like any other, but are in no list. Those that you had before are removed for good, and ' +
    'these ten minutes from now, when somebody next makes some.',
  request: jsonBody(labRequestSchema),
  responses: {
    201: json(labDocumentsSchema, 'In the order of the titles.'),
    ...problems(...bodyProblems, 'signed-out'),
  },
})

const removeRoute = createRoute({
  method: 'delete',
  path: '/v1/me/lab-documents',
  tags,
  operationId: 'removeLabDocuments',
  summary: 'Remove your documents to measure in',
  description: 'With everything in them; open sockets end. There is no way back.',
  responses: { 204: { description: 'Gone.' }, ...problems('cross-site', 'signed-out') },
})

export function addLabRoutes(app: SignedInRouter, { prisma }: ApiDependencies): void {
  app.openapi(makeRoute, async (context) => {
    const { actor } = context.var
    const rows = await makeTemporaryDocuments(prisma, actor, context.req.valid('json').titles)
    return context.json({ items: rows.map((row) => presentDocument(row, actor)) }, 201)
  })
  app.openapi(removeRoute, async (context) => {
    await removeTemporaryDocuments(prisma, context.var.actor)
    return context.body(null, 204)
  })
}
