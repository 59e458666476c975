import type { AuditEntry } from '@duplex/db'
import type { Actor } from '../auth/actor.ts'

/** Who did something, and from where, as the record of what happened names it. */
export function byActor({ userId, address }: Pick<Actor, 'userId' | 'address'>) {
  return { via: 'web', userId, address } satisfies Partial<AuditEntry>
}
