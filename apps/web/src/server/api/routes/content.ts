import { recordAudit } from '@duplex/db'
import { contentOf, seedFromMarkdown, titleOfMarkdown } from '@duplex/editor'
import { schemaVersion } from '@duplex/protocol'
import { createRoute, z } from '@hono/zod-openapi'
import { authorise } from '../../access/authorise.ts'
import { byActor } from '../../audit/by-actor.ts'
import { createDocument } from '../../documents/create-document.ts'
import { readContent } from '../../documents/read-content.ts'
import { presentDocument } from '../../presenters/present-document.ts'
import { bodyProblems, json, problems } from '../answers.ts'
import { isNoneMatch } from '../conditions.ts'
import type { ApiDependencies } from '../context.ts'
import type { SignedInRouter } from '../env.ts'
import { createOnce, idempotencyHeader, replayHeaders } from '../idempotent.ts'
import { readMarkdownBody } from '../markdown-body.ts'
import { contentQuerySchema, documentParams, documentSchema, importQuerySchema, titleSchema } from '../schemas.ts'
import { createdHeaders } from './documents.ts'

const tags = ['Content']
const contentTypes = {
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
} as const

const text = { schema: z.string() }
const readContentRoute = createRoute({
  method: 'get',
  path: '/v1/documents/{id}/content',
  tags,
  operationId: 'readContent',
  summary: 'The content of a document',
  description:
    'Everything that was stored when the request arrived. `X-Document-Seq` names the last update in it, and the ETag ' +
    'lets you ask again cheaply with `If-None-Match`.',
  request: { params: documentParams, query: contentQuerySchema },
  responses: {
    200: {
      description: 'The content.',
      headers: z.object({
        'X-Document-Seq': z
          .string()
          .openapi({ description: 'The last update that the content reflects.', example: '42' }),
        ETag: z.string(),
      }),
      content: {
        'text/markdown': text,
        'text/html': text,
        'text/plain': text,
        'application/json': { schema: z.looseObject({ type: z.literal('doc') }).openapi('ProseMirrorDocument') },
      },
    },
    304: { description: 'You have it already.' },
    ...problems('invalid-request', 'signed-out', 'not-found', 'document-damaged'),
  },
})

const fileSchema = z.custom<File>((value) => value instanceof File, 'must be a file')
const importForm = z.strictObject({
  file: fileSchema.openapi({ type: 'string', format: 'binary', description: 'A Markdown file in UTF-8.' }),
})
const importRoute = createRoute({
  method: 'post',
  path: '/v1/documents/import',
  tags,
  operationId: 'importDocument',
  summary: 'Make a document from Markdown',
  request: {
    headers: idempotencyHeader,
    query: importQuerySchema,
    body: { content: { 'text/markdown': text, 'multipart/form-data': { schema: importForm } } },
  },
  responses: {
    201: json(documentSchema, 'The document; you own it.'),
    ...problems(...bodyProblems, 'signed-out', 'request-in-progress', 'idempotency-mismatch'),
  },
})

export function addContentRoutes(app: SignedInRouter, { prisma }: ApiDependencies): void {
  app.openapi(readContentRoute, async (context) => {
    const { actor } = context.var
    const { id } = context.req.valid('param')
    const { format } = context.req.valid('query')
    const toHeaders = (seq: number) => ({
      ETag: `"${seq}.${format}.${schemaVersion}"`,
      'X-Document-Seq': String(seq),
      'Cache-Control': 'private, no-cache',
      Vary: 'Cookie, Authorization',
    })
    const { lastSeq } = await authorise(prisma, actor, 'document.read', id)
    const known = toHeaders(lastSeq)
    if (isNoneMatch(context.req.header('If-None-Match'), known.ETag)) return context.body(null, 304, known)
    const { updates, seq } = await readContent(prisma, actor, id)
    if (context.req.method === 'GET') {
      await recordAudit(prisma, { kind: 'exported', ...byActor(actor), documentId: id, detail: format })
    }
    return new Response(contentOf(updates, format), {
      headers: { ...toHeaders(seq), 'Content-Type': contentTypes[format] },
    })
  })
  app.openapi(importRoute, async (context) => {
    const { actor } = context.var
    const { markdown, fileName } = await readMarkdownBody(context.req.raw, fileOf(context.req.valid('form')))
    const title =
      context.req.valid('query').title ?? toTitle(titleOfMarkdown(markdown)) ?? toTitle(fileName) ?? 'Untitled'
    const content = seedFromMarkdown(markdown)
    const key = context.req.header('Idempotency-Key')
    const creation = { userId: actor.userId, key, operation: 'importDocument', input: { title, markdown } }
    const answer = await createOnce(prisma, creation, async (tx) =>
      presentDocument(await createDocument(tx, actor, { title, content }), actor),
    )
    return context.json(answer.body, 201, { ...createdHeaders(answer.body), ...replayHeaders(answer) })
  })
}

/** Undefined where the body is no form. */
function fileOf(form: string | { file?: File }): File | undefined {
  return typeof form === 'string' ? undefined : form.file
}

/** A title that nobody typed is taken as far as it is one. */
function toTitle(text: string | undefined): string | undefined {
  return titleSchema.safeParse(text?.slice(0, 200)).data
}
