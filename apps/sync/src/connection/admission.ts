import { type CloseName, caretColourOf, schemaVersion } from '@duplex/protocol'
import { readTicket, type Ticket } from '@duplex/protocol/server'
import { type AccessStore, verdictOfFacts } from '../access/access-store.ts'
import type { AccessWatch } from '../access/access-watch.ts'
import { type Passport, verdictOfChange } from '../access/passport.ts'
import type { UsedTickets } from '../access/used-tickets.ts'
import type { Clock } from '../clock.ts'
import { closeOf } from '../refusal.ts'
import type { Lease, Rooms } from '../room/rooms.ts'
import type { Introduction } from './connection.ts'

export type AdmissionContext = {
  readonly clock: Clock
  readonly ticketKey: Uint8Array
  readonly usedTickets: UsedTickets
  readonly accessStore: AccessStore
  readonly watch: AccessWatch
  readonly rooms: Rooms
}

/** `lease` is the caller's to release. */
export type Admission =
  | { readonly kind: 'admitted'; readonly introduction: Introduction; readonly lease: Lease; readonly title: string }
  | { readonly kind: 'refused'; readonly close: CloseName; readonly cause?: unknown }

/**
 * Decides about a client, on whatever transport it came. The document is loaded when this answers, so that no byte
 * of it is sent before, and nothing after waits for it.
 */
export async function admit(
  context: AdmissionContext,
  documentId: string,
  jwt: string | undefined,
): Promise<Admission> {
  const ticket = jwt === undefined ? undefined : await readTicket(jwt, context.ticketKey, context.clock.now())
  if (!ticket) return refuse('signedOut')
  if (ticket.documentId !== documentId) return refuse('notFound')
  if (ticket.schemaVersion < schemaVersion) return refuse('schemaTooOld')
  // Changes that are announced between reading the facts and becoming a connection count as well.
  const recording = context.watch.record()
  try {
    return await admitTicket(context, ticket, (passport) =>
      recording.changes.map((change) => verdictOfChange(change, passport)).find((close) => close !== undefined),
    )
  } catch (cause) {
    return refuse(closeOf(cause), cause)
  } finally {
    recording.stop()
  }
}

async function admitTicket(
  { accessStore, rooms, usedTickets, clock }: AdmissionContext,
  ticket: Ticket,
  verdictSince: (passport: Passport) => CloseName | undefined,
): Promise<Admission> {
  const { documentId, userId, sessionId, accessVersion } = ticket
  const passport = { documentId, userId, sessionId, accessVersion }
  const facts = await accessStore.read([documentId], [sessionId])
  const close = verdictOfFacts(facts, passport, accessVersion)
  if (close) return refuse(close)
  const lease = await rooms.acquire(documentId)
  const late = verdictSince(passport) ?? (lease.room.isOpen ? undefined : 'internalError')
  // Last, so that a ticket is not spent on a client that was refused for another reason.
  const verdict = late ?? (usedTickets.claim(ticket, clock.now()) ? undefined : 'signedOut')
  if (verdict) {
    lease.release()
    return refuse(verdict)
  }
  const person = { id: userId, name: ticket.userName, color: caretColourOf(userId) }
  const title = facts.documents.get(documentId)?.title ?? ''
  return { kind: 'admitted', introduction: { passport, person, role: ticket.role }, lease, title }
}

function refuse(close: CloseName, cause?: unknown): Admission {
  return { kind: 'refused', close, cause }
}
