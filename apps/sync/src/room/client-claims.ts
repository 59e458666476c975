import type { ClientClaim } from '@duplex/db'
import { limits } from '@duplex/protocol'
import type { KnownClocks } from './update-check.ts'

/** Client id -> the user whose it is. */
export type Owners = ReadonlyMap<number, string>

/** What an update needs: the ids that have to become its author's; or why it must not come in. */
export type ClaimVerdict =
  | { readonly kind: 'own'; readonly claims: readonly number[] }
  | { readonly kind: 'taken' | 'too-many' }

/**
 * Whose ids the new structs of an update are under. `clocks`: of each client after the update; `known`: before it.
 * `stored` owners are in the database; of those that `wait` to be, the first who has the id counts.
 *
 * An id that has structs and no owner is nobody's (its structs came with an import, say): nobody can add to them.
 */
export function judgeClients(
  userId: string,
  clocks: ReadonlyMap<number, number>,
  known: KnownClocks,
  stored: Owners,
  wait: readonly Owners[],
): ClaimVerdict {
  const claims: number[] = []
  for (const [client, clock] of clocks) {
    if (clock <= known(client) || stored.get(client) === userId) continue
    if (stored.has(client)) return { kind: 'taken' }
    const owner = wait.find((owners) => owners.has(client))?.get(client)
    const isOwn = owner === undefined ? known(client) === 0 : owner === userId
    if (!isOwn) return { kind: 'taken' }
    claims.push(client)
  }
  return claims.length > limits.maxNewClients ? { kind: 'too-many' } : { kind: 'own', claims }
}

/** What of `waiting` is to be stored with its window. */
export function toClaims(waiting: Owners, stored: Owners): ClientClaim[] {
  const fresh = [...waiting].filter(([clientId]) => !stored.has(clientId))
  return fresh.map(([clientId, userId]) => ({ clientId, userId }))
}
