import type { Database } from '@duplex/db'
import type { UntimedClose } from '@duplex/protocol'
import type { Clock } from '../clock.ts'
import { waitAtMost } from '../deadline.ts'
import { toStorageError } from '../store/storage-error.ts'
import type { Passport } from './passport.ts'

type DocumentAccess = {
  readonly accessVersion: number
  readonly isTrashed: boolean
  readonly isQuarantined: boolean
  readonly title: string
  /** Its newest committed update. */
  readonly lastSeq: number
}

/** What the database says about documents and sessions, by id; what is not in there does not exist or has ended. */
export type AccessFacts = {
  readonly documents: ReadonlyMap<string, DocumentAccess>
  /** Session id -> user id. */
  readonly sessions: ReadonlyMap<string, string>
}

export type AccessStore = {
  /** Throws a Refusal: `storageAway`. */
  read(documentIds: readonly string[], sessionIds: readonly string[]): Promise<AccessFacts>
}

type DocumentRow = DocumentAccess & { id: string }
type SessionRow = { id: string; userId: string }

/**
 * Longer than any healthy answer; a database that says nothing at all must not look like one that agrees. Twice that,
 * as whoever waits for the read before, is shorter than our client waits before it takes a WebSocket to be blocked.
 */
const readTimeoutMs = 1_500

export function createAccessStore({ prisma }: Pick<Database, 'prisma'>, clock: Clock): AccessStore {
  return {
    async read(documentIds, sessionIds) {
      try {
        const documentRows = prisma.$queryRaw<DocumentRow[]>`
          SELECT "id", "accessVersion", "trashedAt" IS NOT NULL AS "isTrashed", "title", "lastSeq",
            "quarantinedAt" IS NOT NULL AS "isQuarantined"
          FROM "Document" WHERE "id" = ANY(${documentIds}::uuid[])`
        const sessionRows = prisma.$queryRaw<SessionRow[]>`
          SELECT "id", "userId" FROM "Session"
          WHERE "id" = ANY(${sessionIds}::uuid[]) AND "expiresAt" > now() AT TIME ZONE 'UTC'`
        const [documents, sessions] = await waitAtMost(clock, readTimeoutMs, Promise.all([documentRows, sessionRows]))
        return {
          documents: new Map(documents.map(({ id, ...access }) => [id, access])),
          sessions: new Map(sessions.map(({ id, userId }) => [id, userId])),
        }
      } catch (cause) {
        throw toStorageError(cause)
      }
    },
  }
}

/** How the facts end what a passport allows; undefined where it is as it was. `seenVersion`: of the access. */
export function verdictOfFacts(facts: AccessFacts, passport: Passport, seenVersion: number): UntimedClose | undefined {
  const document = facts.documents.get(passport.documentId)
  if (!document) return 'notFound'
  if (facts.sessions.get(passport.sessionId) !== passport.userId) return 'signedOut'
  if (document.isTrashed) return 'deleted'
  if (document.accessVersion > seenVersion) return 'accessChanged'
  return document.isQuarantined ? 'damaged' : undefined
}
