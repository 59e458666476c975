import type { PrismaClient } from '@duplex/db'
import { limits, schemaVersion, subprotocol, ticketProtocolPrefix } from '@duplex/protocol'
import { signTicket } from '@duplex/protocol/server'
import { uuidv7 } from 'uuidv7'
import { authorise } from '../access/authorise.ts'
import type { Actor } from '../auth/actor.ts'
import { Refusal } from '../refusal.ts'

/** One permission to open a document's socket once, within `ticketLifeSeconds`. */
export type IssuedTicket = { ticket: string; protocols: string[]; expiresAt: Date }

export type TicketRequest = {
  documentId: string
  /** The document schema of the page that asks; undefined for a client that has none of its own. */
  pageSchemaVersion: number | undefined
}

/** Vouches towards the sync server for this person, in the role they hold now. */
export async function issueTicket(
  prisma: PrismaClient,
  ticketKey: Uint8Array,
  actor: Actor,
  { documentId, pageSchemaVersion = schemaVersion }: TicketRequest,
): Promise<IssuedTicket> {
  const document = await authorise(prisma, actor, 'document.connect', documentId)
  if (pageSchemaVersion < schemaVersion) {
    throw new Refusal('schema-too-old', 'This page is older than the server. Reload it; unsent text is kept.')
  }
  const now = Date.now()
  const claims = {
    id: uuidv7(),
    userId: actor.userId,
    sessionId: actor.sessionId,
    documentId,
    role: document.role,
    accessVersion: document.accessVersion,
    schemaVersion: pageSchemaVersion,
    userName: actor.name,
  }
  const ticket = await signTicket(claims, ticketKey, now)
  const expiresAt = new Date((Math.floor(now / 1_000) + limits.ticketLifeSeconds) * 1_000)
  return { ticket, protocols: [subprotocol, `${ticketProtocolPrefix}${ticket}`], expiresAt }
}
