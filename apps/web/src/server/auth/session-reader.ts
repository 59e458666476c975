import { readStampedAddress } from '../network/client-stamp.ts'
import { isBearer } from '../network/cross-site.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import type { Auth } from './auth.ts'

/** However busy, a session ends and the person signs in again. */
export const maxSessionAgeMs = 90 * 24 * 3_600_000

/** `renew` writes a later end into the database, so it needs a response that can carry the new cookie to the browser. */
export type SessionUse = 'renew' | 'look'

export type ReadSession = { actor: Actor; setCookies: readonly string[] }

/**
 * The session that these headers carry, looked up in the database; undefined where there is none. A bearer token
 * makes the cookie invisible, so that the check against other sites' pages cannot be dodged by sending both.
 * `setCookies` renew the browser's cookie and belong into the response.
 */
export async function readSession(auth: Auth, headers: Headers, use: SessionUse): Promise<ReadSession | undefined> {
  const credentials = toCredentials(headers)
  if (credentials === undefined) return undefined
  const { response, headers: answered } = await auth.api
    .getSession({ headers: credentials, query: { disableRefresh: use === 'look' }, returnHeaders: true })
    .catch((cause: unknown) => {
      // The library answers every failure of the database with one opaque error of its own.
      throw new Refusal('storage-away', 'The session cannot be checked at the moment.', { cause })
    })
  if (response === null) return undefined
  const { session, user } = response
  // Security: one that was opened in the moment of disabling is none either.
  if (user.disabledAt) return undefined
  if (Date.now() - session.createdAt.getTime() > maxSessionAgeMs) return undefined
  return {
    actor: {
      userId: user.id,
      sessionId: session.id,
      name: user.name,
      email: user.email,
      isAdmin: user.isAdmin === true,
      address: readStampedAddress(headers),
    },
    setCookies: answered.getSetCookie(),
  }
}

function toCredentials(headers: Headers): Headers | undefined {
  const name = isBearer(headers) ? 'authorization' : 'cookie'
  const value = headers.get(name)
  return value === null ? undefined : new Headers({ [name]: value })
}
