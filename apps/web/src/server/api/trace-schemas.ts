import { limits } from '@duplex/protocol'
import { maxPageSpans } from '@duplex/tracing'
import { z } from '@hono/zod-openapi'

const maxNameLength = 100

/** Lower-case hex; nothing but zeros is no id (W3C Trace Context). */
const traceIdSchema = z.string().regex(/^(?!0+$)[0-9a-f]{32}$/)
const spanIdSchema = z.string().regex(/^(?!0+$)[0-9a-f]{16}$/)
const timeSchema = z.number().min(0).max(Number.MAX_SAFE_INTEGER).openapi({ description: 'ms since 1970' })

const factsSchema = z
  .strictObject({
    'http.request.method': z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    'http.response.status_code': z.int().min(100).max(599),
    'duplex.document': z.uuid(),
    'duplex.bytes': z.int().min(0).max(limits.maxDocumentBytes),
  })
  .partial()

const pageSpanSchema = z.strictObject({
  name: z.string().max(maxNameLength),
  kind: z.enum(['client', 'producer', 'consumer']),
  traceId: traceIdSchema,
  spanId: spanIdSchema,
  parentSpanId: spanIdSchema.optional(),
  from: timeSchema,
  to: timeSchema,
  isFailed: z.boolean(),
  facts: factsSchema,
})

export const pageSpansSchema = z
  .strictObject({ spans: z.array(pageSpanSchema).min(1).max(maxPageSpans) })
  .openapi('PageSpans')

export type PageSpan = z.infer<typeof pageSpanSchema>
