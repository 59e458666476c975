import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { ticketLifeSeconds } from '../limits.ts'
import { roles } from '../roles.ts'

const audience = 'duplex-sync'

const claimsSchema = z.object({
  jti: z.string().min(1),
  sub: z.uuid(),
  sid: z.uuid(),
  doc: z.uuid(),
  role: z.enum(roles),
  ver: z.number().int().nonnegative(),
  schema: z.number().int().nonnegative(),
  name: z.string(),
  exp: z.number(),
})

/**
 * What web vouches for: this user, in this session, may open this document in this role, as of this access version.
 * `id` is used once. `expiresAt`: seconds since 1970.
 */
export type Ticket = {
  id: string
  userId: string
  sessionId: string
  documentId: string
  role: (typeof roles)[number]
  accessVersion: number
  schemaVersion: number
  userName: string
  expiresAt: number
}

/**
 * The signing key in a ticket secret: its UTF-8 bytes, whether it comes from secrets.json or from TICKET_SECRET.
 *
 * @throws {RangeError} where the secret is shorter than the 32 bytes that HS256 asks for.
 */
export function toTicketKey(secret: string): Uint8Array {
  const key = new TextEncoder().encode(secret)
  if (key.length < 32) throw new RangeError('A ticket secret needs at least 32 bytes.')
  return key
}

/** Signs a ticket as a JWT (HS256). `now` in ms; the ticket ends `lifeSeconds` later. */
export async function signTicket(
  ticket: Omit<Ticket, 'expiresAt'>,
  secret: Uint8Array,
  now: number,
  lifeSeconds = ticketLifeSeconds,
): Promise<string> {
  const issuedAt = Math.floor(now / 1000)
  return await new SignJWT({
    sid: ticket.sessionId,
    doc: ticket.documentId,
    role: ticket.role,
    ver: ticket.accessVersion,
    schema: ticket.schemaVersion,
    name: ticket.userName,
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setJti(ticket.id)
    .setSubject(ticket.userId)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifeSeconds)
    .sign(secret)
}

/** The ticket in `jwt`, or undefined where it is malformed, forged, expired or meant for something else. */
export async function readTicket(jwt: string, secret: Uint8Array, now: number): Promise<Ticket | undefined> {
  try {
    const { payload } = await jwtVerify(jwt, secret, { algorithms: ['HS256'], audience, currentDate: new Date(now) })
    const claims = claimsSchema.parse(payload)
    return {
      id: claims.jti,
      userId: claims.sub,
      sessionId: claims.sid,
      documentId: claims.doc,
      role: claims.role,
      accessVersion: claims.ver,
      schemaVersion: claims.schema,
      userName: claims.name,
      expiresAt: claims.exp,
    }
  } catch {
    return undefined
  }
}
