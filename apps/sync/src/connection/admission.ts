import type { Change } from '@duplex/db'
import { type CloseName, caretColourOf, schemaVersion } from '@duplex/protocol'
import { readTicket, type Ticket } from '@duplex/protocol/server'
import { type AccessFacts, type AccessStore, verdictOfFacts } from '../access/access-store.ts'
import type { AccessWatch, Recording } from '../access/access-watch.ts'
import { type Passport, verdictOfChange } from '../access/passport.ts'
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
  /** A header of its request: a trace that the request is part of. */
  readonly traceParent: string | readonly string[] | undefined
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
    admission = await admitSeated(context, ticket, seat, recording)
    return admission
  } finally {
    recording.stop()
    if (admission?.kind !== 'admitted') seat.release()
  }
}

/** `recording`: since before the facts are asked for; more comes in while this waits. */
async function admitSeated(
  context: AdmissionContext,
  ticket: Ticket,
  seat: Seat,
  recording: Recording,
): Promise<Admission> {
  const { accessStore, rooms, usedTickets } = context
  const { changes } = recording
  const { documentId, userId, sessionId, accessVersion } = ticket
  const facts = await accessStore.read([documentId], [sessionId])
  const close = verdictOfFacts(facts, ticket, accessVersion)
  if (close) return refuse(close)
  // Before the last look at what changed meanwhile, and after everything else for which a client may be refused.
  const lease = await rooms.acquire(documentId)
  if (!(await isUnused(usedTickets, ticket, lease))) return refuse('signedOut')
  // It has what the client may have been shown by another node.
  lease.room.catchUp(facts.documents.get(documentId)?.lastSeq ?? 0)
  const missed = recording.isWhole() ? undefined : await readMissed(context, ticket, lease)
  const changed = changes.map((change) => verdictOfChange(change, ticket)).find((verdict) => verdict !== undefined)
  const late = missed ?? changed ?? (lease.room.isOpen ? undefined : 'internalError')
  if (late) {
    lease.release()
    return refuse(late)
  }
  const person = { id: userId, name: ticket.userName, color: caretColourOf(userId) }
  const title = titleOf(documentId, facts, changes)
  return { kind: 'admitted', introduction: { ticket, person }, lease: withSeat(lease, seat), title }
}

/** Nobody listened for a moment, so the facts are asked for anew. The lease is released where there are none. */
async function readMissed(context: AdmissionContext, passport: Passport, lease: Lease) {
  const recording = context.watch.record()
  try {
    const facts = await context.accessStore.read([passport.documentId], [passport.sessionId])
    const close = verdictOfFacts(facts, passport, passport.accessVersion)
    return close ?? (recording.isWhole() ? undefined : 'accessChanged')
  } catch (cause) {
    lease.release()
    throw cause
  } finally {
    recording.stop()
  }
}

/** Whether the ticket lets in: the first time only, at all nodes together. Where not, the lease is released. */
async function isUnused(usedTickets: UsedTickets, ticket: Ticket, lease: Lease): Promise<boolean> {
  let isGranted = false
  try {
    isGranted = await usedTickets.claim(ticket)
    return isGranted
  } finally {
    if (!isGranted) lease.release()
  }
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
