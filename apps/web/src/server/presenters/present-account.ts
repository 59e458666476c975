import type { MeView, SessionView, UserView } from '../api/schemas.ts'
import type { Profile } from '../auth/account.ts'
import type { Actor } from '../auth/actor.ts'
import type { SessionRow } from '../auth/sessions.ts'

/** What people learn about themselves. */
export function presentUser({ id, name, email, isAdmin, createdAt }: Profile): UserView {
  return { id, name, email, isAdmin, createdAt: createdAt.toISOString() }
}

export function presentMe(profile: Profile, actor: Actor): MeView {
  return { ...presentUser(profile), sessionId: actor.sessionId }
}

/** A session as its owner recognises it. Its token stays here. */
export function presentSession(session: SessionRow, actor: Actor): SessionView {
  return {
    id: session.id,
    current: session.id === actor.sessionId,
    createdAt: session.createdAt.toISOString(),
    lastSeenAt: session.updatedAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    userAgent: session.userAgent === '' ? null : session.userAgent,
    address: session.ipAddress === '' ? null : session.ipAddress,
  }
}
