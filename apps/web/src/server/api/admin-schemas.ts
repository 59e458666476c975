import { auditKinds, auditVias } from '@duplex/db'
import { z } from '@hono/zod-openapi'
import { pageQuerySchema } from './schemas.ts'

/** Shapes of what administrators see. */

const id = z.uuid()
const count = z.int()
const time = z.iso.datetime().openapi({ example: '2026-01-31T12:00:00.000Z' })
const title = z.string().nullable().openapi({ description: 'Null where you are not a member.' })
const ms = z.number().openapi({ description: 'ms after the update was received.' })
const clockMs = z.number().openapi({ description: 'ms since 1970, by the clock of this node.' })

const placeSchema = z.object({
  documentId: id,
  title,
  peopleCount: count,
  people: z.array(z.object({ userId: id, name: z.string().nullable(), connections: count })),
})

const pathSchema = z.object({
  documentId: id,
  title,
  seq: count,
  bytes: count,
  receivedAt: clockMs,
  appliedMs: ms,
  committedMs: ms,
  sentMs: ms,
  publishedMs: ms.optional(),
})

const heardSchema = z.object({ documentId: id, title, seq: count, heardAt: clockMs, sentAt: clockMs })

const nodeSchema = z
  .object({
    id,
    host: z.string(),
    version: z.string(),
    state: z.enum(['ready', 'draining']),
    startedAt: time,
    silentMs: z.int().openapi({ description: 'How long ago it last said something.' }),
    rooms: count,
    liveRooms: count,
    connections: count,
    visits: count,
    storage: z.enum(['healthy', 'degraded']),
    storeLagMs: z.number(),
    queuedBytes: count,
    heapBytes: count,
    rssBytes: count,
    eventLoopMs: z.number(),
    places: z.array(placeSchema).openapi({ description: 'Documents with somebody in them, the fullest first.' }),
    paths: z.array(pathSchema).openapi({ description: 'The last updates that were followed through this node.' }),
    heard: z.array(heardSchema).openapi({ description: 'The last updates of other nodes that it was told of.' }),
  })
  .openapi('Node')
export const nodeListSchema = z.object({ items: z.array(nodeSchema) }).openapi('NodeList')
export const nodeParams = z.object({
  id: id.openapi({ param: { in: 'path' as const }, example: '0198c0de-0000-7000-8000-000000000000' }),
})

const personSchema = z
  .object({ id, name: z.string().nullable() })
  .nullable()
  .openapi({ description: 'The name is null where the account is gone.' })
const auditEventSchema = z
  .object({
    id,
    at: time,
    kind: z.enum(auditKinds),
    via: z.enum(auditVias),
    person: personSchema,
    subject: personSchema,
    document: z.object({ id, title }).nullable(),
    detail: z.string().nullable().openapi({ description: 'A role, a format, the id of a node.' }),
    address: z.string().nullable(),
  })
  .openapi('AuditEvent')
export const auditListSchema = z
  .object({ items: z.array(auditEventSchema), nextCursor: z.string().nullable() })
  .openapi('AuditEventList')
export const auditQuerySchema = pageQuerySchema.extend({
  kind: z.enum(auditKinds).optional(),
  userId: id.optional().openapi({ description: 'Who did it, or whom it touched.' }),
})

export type NodeView = z.infer<typeof nodeSchema>
export type AuditEventView = z.infer<typeof auditEventSchema>
export type AuditEventList = z.infer<typeof auditListSchema>
