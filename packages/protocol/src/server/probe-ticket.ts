import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { ticketLifeSeconds } from '../limits.ts'

/** Another one than that of a document's ticket: neither opens what the other does. */
const audience = 'duplex-probe'

const claimsSchema = z.object({ jti: z.string().min(1), sub: z.uuid(), exp: z.number() })

/** What web vouches for: somebody who is signed in may probe the connection, once. `expiresAt`: seconds since 1970. */
export type ProbeTicket = { id: string; userId: string; expiresAt: number }

/** Signs a probe's ticket as a JWT (HS256). `now` in ms; the ticket ends `ticketLifeSeconds` later. */
export async function signProbeTicket(
  { id, userId }: Omit<ProbeTicket, 'expiresAt'>,
  secret: Uint8Array,
  now: number,
): Promise<string> {
  const issuedAt = Math.floor(now / 1000)
  return await new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setJti(id)
    .setSubject(userId)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ticketLifeSeconds)
    .sign(secret)
}

/** The ticket in `jwt`, or undefined where it is malformed, forged, expired or meant for something else. */
export async function readProbeTicket(jwt: string, secret: Uint8Array, now: number): Promise<ProbeTicket | undefined> {
  try {
    const { payload } = await jwtVerify(jwt, secret, { algorithms: ['HS256'], audience, currentDate: new Date(now) })
    const { jti, sub, exp } = claimsSchema.parse(payload)
    return { id: jti, userId: sub, expiresAt: exp }
  } catch {
    return undefined
  }
}
