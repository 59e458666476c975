import { userEventKinds } from '@duplex/db'
import { roles } from '@duplex/protocol'
import { z } from '@hono/zod-openapi'
import { pageLimits } from '../documents/page.ts'

/** Shapes that go in and out. One definition gives validation, types and the OpenAPI document. */

const maxTitleLength = 200
const maxNameLength = 100
const id = z.uuid()
const time = z.iso.datetime().openapi({ example: '2026-01-31T12:00:00.000Z' })
const role = z.enum(roles).openapi('Role')

/** One line of text, without what could reorder or hide other text on a page. */
function line(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(/^[^\p{Cc}\u2028-\u202e\u2066-\u2069]*$/u, 'must be one line of plain text')
}

export const titleSchema = line(maxTitleLength).openapi({ example: 'Minutes of Monday' })
const personName = line(maxNameLength).openapi({ example: 'Ada Lovelace' })
const email = z.email().max(254).openapi({ example: 'ada@example.org' })
/** Checked by auth/password-policy.ts; the bound here only keeps a body from holding a book. */
const password = z.string().min(1).max(1_000).openapi({ format: 'password' })

const sessionDelivery = z.enum(['cookie', 'token']).default('cookie').openapi({
  description: '`cookie` for browsers; `token` for programs, which send it as `Authorization: Bearer …`.',
})

export const signInSchema = z.strictObject({ email, password, session: sessionDelivery }).openapi('SignIn')
export const signUpSchema = z
  .strictObject({ name: personName, email, password, session: sessionDelivery })
  .openapi('SignUp')
export const passwordChangeSchema = z
  .strictObject({ currentPassword: password, newPassword: password })
  .openapi('PasswordChange')
export const profileChangeSchema = z.strictObject({ name: personName }).openapi('ProfileChange')

const userSchema = z
  .object({ id, name: z.string(), email: z.string(), isAdmin: z.boolean(), createdAt: time })
  .openapi('User')
export const meSchema = userSchema.extend({ sessionId: id }).openapi('Me')
export const signedInSchema = z
  .object({ user: userSchema, token: z.string().optional().openapi({ description: 'Only where it was asked for.' }) })
  .openapi('SignedIn')
export const setUpAnswerSchema = signedInSchema.extend({ document: z.object({ id }) }).openapi('SetUp')

const sessionSchema = z
  .object({
    id,
    current: z.boolean(),
    createdAt: time,
    lastSeenAt: time.openapi({ description: 'Renewed at most once a day.' }),
    expiresAt: time,
    userAgent: z.string().nullable(),
    address: z.string().nullable(),
  })
  .openapi('Session')
export const sessionListSchema = z.object({ items: z.array(sessionSchema) }).openapi('SessionList')

export const documentSchema = z
  .object({
    id,
    title: z.string(),
    role,
    owner: z.object({ id, name: z.string() }),
    version: z.int().openapi({ description: 'Counts changes of title and place. The ETag of the document.' }),
    createdAt: time,
    updatedAt: time.openapi({ description: 'When content, title or place last changed.' }),
    trashedAt: time.nullable(),
    permissions: z.object({
      write: z.boolean(),
      rename: z.boolean(),
      trash: z.boolean(),
      restore: z.boolean(),
      deletePermanently: z.boolean(),
      manageMembers: z.boolean(),
      leave: z.boolean(),
    }),
  })
  .openapi('Document')
export const newDocumentSchema = z.strictObject({ title: titleSchema.default('Untitled') }).openapi('NewDocument')
export const documentChangeSchema = z.strictObject({ title: titleSchema }).openapi('DocumentChange')

/** One for each wire, and one to spare. */
const maxLabDocuments = 5
export const labRequestSchema = z
  .strictObject({ titles: z.array(titleSchema).min(1).max(maxLabDocuments) })
  .openapi('LabRequest')
export const labDocumentsSchema = z.object({ items: z.array(documentSchema) }).openapi('LabDocuments')

const cursor = z.string().min(1).max(500).optional().openapi({ description: '`nextCursor` of the page before.' })
const limit = z.coerce.number().int().min(1).max(pageLimits.max).default(pageLimits.default)

export const pageQuerySchema = z.strictObject({ cursor, limit })
export const documentQuerySchema = pageQuerySchema.extend({
  search: z.string().trim().max(maxTitleLength).optional().openapi({ description: 'Part of the title, in any case.' }),
  trashed: z.enum(['true', 'false']).default('false').openapi({ description: 'The trash instead of the rest.' }),
})
const nextCursor = z.string().nullable().openapi({ description: 'Null on the last page.' })
export const documentListSchema = z.object({ items: z.array(documentSchema), nextCursor }).openapi('DocumentList')

const contentFormats = ['markdown', 'html', 'json', 'text'] as const
export const contentQuerySchema = z.strictObject({ format: z.enum(contentFormats).default('markdown') })
export const importQuerySchema = z.strictObject({
  title: titleSchema.optional().openapi({ description: 'Otherwise the first heading, or the name of the file.' }),
})

export const memberSchema = z
  .object({
    userId: id,
    name: z.string(),
    email: z.string().nullable().openapi({ description: 'Only for the owner, and for yourself.' }),
    role,
    since: time,
  })
  .openapi('Member')
export const memberListSchema = z.object({ items: z.array(memberSchema), nextCursor }).openapi('MemberList')
export const invitationSchema = z
  .strictObject({ email, role: role.exclude(['owner']).openapi({ example: 'editor' }) })
  .openapi('Invitation')
export const roleChangeSchema = z.strictObject({ role }).openapi('RoleChange')

export const ticketRequestSchema = z
  .strictObject({ schemaVersion: z.int().min(0).max(1_000_000).optional() })
  .openapi('TicketRequest')
export const ticketSchema = z
  .object({
    ticket: z.string(),
    url: z.string().openapi({ example: 'ws://localhost:1234/sync/v1' }),
    protocols: z.array(z.string()).openapi({ description: 'The WebSocket subprotocols to offer.' }),
    expiresAt: time,
  })
  .openapi('Ticket')
export const probeSchema = z
  .object({
    ticket: z.string(),
    url: z.string().openapi({ example: 'ws://localhost:1234/sync/v1/probe' }),
    expiresAt: time,
    now: z.int().openapi({ description: 'ms since 1970, by the clock of this server.' }),
    origin: z.string().nullable().openapi({ description: 'The `Origin` of your request, as it arrived here.' }),
  })
  .openapi('Probe')

export const eventSchema = z
  .object({
    id: z.int().openapi({ description: 'Counts your events without a gap. The same as the `id` of the stream.' }),
    kind: z.enum(userEventKinds),
    documentId: id,
    at: time,
  })
  .openapi('DocumentEvent')

const idText = { param: { in: 'path' as const }, example: '0198c0de-0000-7000-8000-000000000000' }
export const documentParams = z.object({ id: id.openapi(idText) })
export const memberParams = documentParams.extend({ userId: id.openapi(idText) })
export const sessionParams = z.object({ id: id.openapi(idText) })

export type UserView = z.infer<typeof userSchema>
export type MeView = z.infer<typeof meSchema>
export type SessionView = z.infer<typeof sessionSchema>
export type DocumentView = z.infer<typeof documentSchema>
export type DocumentList = z.infer<typeof documentListSchema>
export type EventView = z.infer<typeof eventSchema>
export type MemberView = z.infer<typeof memberSchema>
