import type { Change } from '@duplex/db'
import { type CloseName, caretColourOf, schemaVersion } from '@duplex/protocol'
import { readTicket, type Ticket } from '@duplex/protocol/server'
import { type AccessFacts, type AccessStore, verdictOfFacts } from '../access/access-store.ts'
import type { AccessWatch } from '../access/access-watch.ts'
import { verdictOfChange } from '../access/passport.ts'
import type { UsedTickets } from '../access/used-tickets.ts'
import type { Clock } from '../clock.ts'
import { closeOf } from '../refusal.ts'
import type { Lease, Rooms } from '../room/rooms.ts'
import type { Introduction } from './connection.ts'
import type { HandshakeLimits } from './handshake-limits.ts'
import type { Seat, Seats } from './seats.ts'
import type { TimeOuts } from './time-outs.ts'

export type AdmissionContext = {
  readonly clock: Clock
  readonly ticketKey: Uint8Array
  readonly usedTickets: UsedTickets
  readonly accessStore: AccessStore
  readonly watch: AccessWatch
  readonly rooms: Rooms
  readonly handshakes: HandshakeLimits
  readonly seats: Seats
  readonly timeOuts: TimeOuts
}

/** What a client asks for. `address`: where it is, as far as that is known; clients of one place share limits. */
export type Application = {
  readonly documentId: string
  readonly jwt: string | undefined
  readonly address: string
}

/** `lease` is the caller's to release, and the seat of the connection with it. */
export type Admission =
  | { readonly kind: 'admitted'; readonly introduction: Introduction; readonly lease: Lease; readonly title: string }
  | { readonly kind: 'refused'; readonly close: CloseName; readonly cause?: unknown }

/**
 * Decides about a client, on whatever transport it came. The document is loaded when this answers, so that no byte
 * of it is sent before, and nothing after waits for it.
 */
export async function admit(context: AdmissionContext, application: Application): Promise<Admission> {
  try {
    context.handshakes.knock(application.address)
    const ticket = await readApplication(context, application)
    if (typeof ticket === 'string') return refuse(ticket)
    return await admitTicket(context, ticket, application.address)
  } catch (cause) {
    return refuse(closeOf(cause), cause)
  }
}

/** Costs no query, so that nobody without a good ticket can keep the database busy. */
async function readApplication(context: AdmissionContext, { documentId, jwt }: Application) {
  const { ticketKey, usedTickets, clock } = context
  const ticket = jwt === undefined ? undefined : await readTicket(jwt, ticketKey, clock.now())
  if (!ticket || usedTickets.has(ticket)) return 'signedOut'
  if (ticket.documentId !== documentId) return 'notFound'
  return ticket.schemaVersion < schemaVersion ? 'schemaTooOld' : ticket
}

async function admitTicket(context: AdmissionContext, ticket: Ticket, address: string): Promise<Admission> {
  const { documentId, userId } = ticket
  context.timeOuts.check(userId)
  const seat = context.seats.take({ documentId, userId, address })
  // Changes that are announced between reading the facts and becoming a connection count as well.
  const recording = context.watch.record()
  let admission: Admission | undefined
  try {
    context.handshakes.enter()
    admission = await admitSeated(context, ticket, seat, recording.changes)
    return admission
  } finally {
    recording.stop()
    if (admission?.kind !== 'admitted') seat.release()
  }
}

/** `changes`: those that were announced since the facts were asked for; more come in while this waits. */
async function admitSeated(
  { accessStore, rooms, usedTickets, clock }: AdmissionContext,
  ticket: Ticket,
  seat: Seat,
  changes: readonly Change[],
): Promise<Admission> {
  const { documentId, userId, sessionId, accessVersion } = ticket
  const passport = { documentId, userId, sessionId, accessVersion }
  const facts = await accessStore.read([documentId], [sessionId])
  const close = verdictOfFacts(facts, passport, accessVersion)
  if (close) return refuse(close)
  const lease = await rooms.acquire(documentId)
  const changed = changes.map((change) => verdictOfChange(change, passport)).find((verdict) => verdict !== undefined)
  const late = changed ?? (lease.room.isOpen ? undefined : 'internalError')
  // Last, so that a ticket is not spent on a client that was refused for another reason.
  const verdict = late ?? (usedTickets.claim(ticket, clock.now()) ? undefined : 'signedOut')
  if (verdict) {
    lease.release()
    return refuse(verdict)
  }
  const person = { id: userId, name: ticket.userName, color: caretColourOf(userId) }
  const title = titleOf(documentId, facts, changes)
  const introduction = { passport, person, role: ticket.role }
  return { kind: 'admitted', introduction, lease: withSeat(lease, seat), title }
}

/** Whoever is being let in hears of a new title as those do who are connected. */
function titleOf(documentId: string, facts: AccessFacts, changes: readonly Change[]): string {
  const titles = changes.flatMap((change) =>
    change.kind === 'title' && change.documentId === documentId ? change.title : [],
  )
  return titles.at(-1) ?? facts.documents.get(documentId)?.title ?? ''
}

function withSeat({ room, release }: Lease, seat: Seat): Lease {
  return {
    room,
    release() {
      release()
      seat.release()
    },
  }
}

function refuse(close: CloseName, cause?: unknown): Admission {
  return { kind: 'refused', close, cause }
}
