import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { authorise } from '../../access/authorise.ts'
import { deleteDocument, renameDocument, restoreDocument, trashDocument } from '../../documents/change-document.ts'
import { createDocument } from '../../documents/create-document.ts'
import { listDocuments } from '../../documents/list-documents.ts'
import { presentDocument } from '../../presenters/present-document.ts'
import { bodyProblems, json, jsonBody, problems } from '../answers.ts'
import { ifMatchHeader, readIfMatch, toVersionTag } from '../conditions.ts'
import type { ApiDependencies } from '../context.ts'
import type { SignedInEnv, SignedInRouter } from '../env.ts'
import { createOnce, idempotencyHeader, replayHeaders } from '../idempotent.ts'
import {
  type DocumentView,
  documentChangeSchema,
  documentListSchema,
  documentParams,
  documentQuerySchema,
  documentSchema,
  newDocumentSchema,
} from '../schemas.ts'

const tags = ['Documents']
const one = ['signed-out', 'not-found'] as const

const listRoute = createRoute({
  method: 'get',
  path: '/v1/documents',
  tags,
  operationId: 'listDocuments',
  summary: 'Your documents, most recently changed first',
  request: { query: documentQuerySchema },
  responses: { 200: json(documentListSchema, 'One page.'), ...problems('invalid-request', 'signed-out') },
})

const createDocumentRoute = createRoute({
  method: 'post',
  path: '/v1/documents',
  tags,
  operationId: 'createDocument',
  summary: 'Make an empty document',
  request: { headers: idempotencyHeader, body: { content: { 'application/json': { schema: newDocumentSchema } } } },
  responses: {
    201: json(documentSchema, 'The document; you own it.'),
    ...problems(...bodyProblems, 'signed-out', 'request-in-progress', 'idempotency-mismatch'),
  },
})

const readRoute = createRoute({
  method: 'get',
  path: '/v1/documents/{id}',
  tags,
  operationId: 'readDocument',
  summary: 'A document, without its content',
  request: { params: documentParams },
  responses: { 200: json(documentSchema, 'The document, with its version as ETag.'), ...problems(...one) },
})

const renameRoute = createRoute({
  method: 'patch',
  path: '/v1/documents/{id}',
  tags,
  operationId: 'renameDocument',
  summary: 'Rename a document',
  request: { params: documentParams, headers: ifMatchHeader, ...jsonBody(documentChangeSchema) },
  responses: {
    200: json(documentSchema, 'The document, renamed.'),
    ...problems(...bodyProblems, ...one, 'forbidden', 'in-trash', 'version-mismatch'),
  },
})

const trashRoute = createRoute({
  method: 'delete',
  path: '/v1/documents/{id}',
  tags,
  operationId: 'trashDocument',
  summary: 'Put a document into the trash',
  description: 'Everybody but the owner loses sight of it, and open sockets end. The owner can restore it.',
  request: { params: documentParams, headers: ifMatchHeader },
  responses: {
    204: { description: 'In the trash.' },
    ...problems('cross-site', ...one, 'forbidden', 'version-mismatch'),
  },
})

const restoreRoute = createRoute({
  method: 'post',
  path: '/v1/documents/{id}/restore',
  tags,
  operationId: 'restoreDocument',
  summary: 'Take a document out of the trash',
  request: { params: documentParams },
  responses: { 200: json(documentSchema, 'The document.'), ...problems('cross-site', ...one, 'forbidden') },
})

const deleteRoute = createRoute({
  method: 'delete',
  path: '/v1/documents/{id}/permanent',
  tags,
  operationId: 'deleteDocument',
  summary: 'Destroy a document in the trash',
  description: 'With its whole history. There is no way back.',
  request: { params: documentParams },
  responses: {
    204: { description: 'Gone.' },
    ...problems('cross-site', ...one, 'forbidden', 'not-in-trash'),
  },
})

export function addDocumentRoutes(app: SignedInRouter, { prisma }: ApiDependencies): void {
  app.openapi(listRoute, async (context) => {
    const { actor } = context.var
    const { trashed, ...query } = context.req.valid('query')
    const place = trashed === 'true' ? 'trash' : 'outside'
    const { items, nextCursor } = await listDocuments(prisma, actor, { ...query, place })
    return context.json({ items: items.map((row) => presentDocument(row, actor)), nextCursor }, 200)
  })
  app.openapi(createDocumentRoute, async (context) => {
    const { actor } = context.var
    // Without a body there is nothing to validate, and no default was filled in.
    const { title } = newDocumentSchema.parse(context.req.valid('json'))
    const key = context.req.header('Idempotency-Key')
    const creation = { userId: actor.userId, key, operation: 'createDocument', input: { title } }
    const answer = await createOnce(prisma, creation, async (tx) =>
      presentDocument(await createDocument(tx, actor, { title }), actor),
    )
    return context.json(answer.body, 201, { ...createdHeaders(answer.body), ...replayHeaders(answer) })
  })
  app.openapi(readRoute, async (context) => {
    const { actor } = context.var
    const row = await authorise(prisma, actor, 'document.read', context.req.valid('param').id)
    return answerDocument(context, presentDocument(row, actor))
  })
  app.openapi(renameRoute, async (context) => {
    const { actor } = context.var
    const { id } = context.req.valid('param')
    const expected = readIfMatch(context.req.header('If-Match'))
    const row = await renameDocument(prisma, actor, id, context.req.valid('json').title, expected)
    return answerDocument(context, presentDocument(row, actor))
  })
  app.openapi(trashRoute, async (context) => {
    const expected = readIfMatch(context.req.header('If-Match'))
    await trashDocument(prisma, context.var.actor, context.req.valid('param').id, expected)
    return context.body(null, 204)
  })
  app.openapi(restoreRoute, async (context) => {
    const { actor } = context.var
    const row = await restoreDocument(prisma, actor, context.req.valid('param').id)
    return answerDocument(context, presentDocument(row, actor))
  })
  app.openapi(deleteRoute, async (context) => {
    await deleteDocument(prisma, context.var.actor, context.req.valid('param').id)
    return context.body(null, 204)
  })
}

function answerDocument(context: Context<SignedInEnv>, document: DocumentView) {
  return context.json(document, 200, { ETag: toVersionTag(document.version) })
}

/** Where the new document is, and the version it starts with. */
export function createdHeaders({ id, version }: DocumentView): Record<string, string> {
  return { Location: `/api/v1/documents/${id}`, ETag: toVersionTag(version) }
}
