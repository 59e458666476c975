import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ProbeRequestKind, probeOriginProblem, probeProblemPrefix } from '@duplex/protocol'
import { readProbeTicket, type TrustedProxies } from '@duplex/protocol/server'
import type { UsedTickets } from '../access/used-tickets.ts'
import type { Clock } from '../clock.ts'
import type { HandshakeLimits } from '../connection/handshake-limits.ts'
import { readPlace } from '../http/client-place.ts'
import { Overload } from '../overload.ts'
import { closeOf } from '../refusal.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { answerJson, answerPreflight, answerStatus, headersFor } from '../visit/doors/answer.ts'
import { holdAnswer } from './held-answer.ts'
import type { Probe } from './probe.ts'
import { sendProbeEvents } from './probe-events.ts'
import { readBearer, readHoldMs, readOfferedKey, readProbeRequest } from './probe-request.ts'
import type { Probes } from './probes.ts'
import { toSeenRequest } from './seen-request.ts'
import { countBody } from './sink.ts'

export type ProbeDoorsContext = {
  readonly probes: Probes
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly ticketKey: Uint8Array
  readonly usedTickets: UsedTickets
  readonly handshakes: Pick<HandshakeLimits, 'knock'>
  readonly allowedOrigins: ReadonlySet<string>
  readonly trustedProxies: TrustedProxies
  isDraining(): boolean
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse }

/** Answers a request that is one of a probe. False where it is not, and nothing was done then. */
export function createProbeDoors(context: ProbeDoorsContext) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const asked = readProbeRequest(request)
    if (asked.kind === 'elsewhere') return false
    const exchange = { request, response }
    const { origin } = request.headers
    if (asked.kind === 'socket') refuseLostUpgrade(context, exchange)
    else if (origin !== undefined && !context.allowedOrigins.has(origin)) refuseOrigin(response, origin)
    else if (asked.kind === 'preflight') answerPreflight(response, origin)
    else if (asked.kind === 'invalid') answerStatus(response, origin, asked.status)
    else if (asked.door === 'begin') await begin(context, exchange)
    else await enter(context, exchange, asked.door)
    return true
  }
}

/** A good ticket begins one probe, at whatever node. */
async function begin(context: ProbeDoorsContext, { request, response }: Exchange): Promise<void> {
  const { clock, ticketKey, usedTickets, probes } = context
  const { origin } = request.headers
  try {
    context.handshakes.knock(readPlace(request, context.trustedProxies))
    const jwt = readBearer(request)
    const ticket = jwt === undefined ? undefined : await readProbeTicket(jwt, ticketKey, clock.now())
    if (ticket === undefined || !(await usedTickets.claim(ticket))) return refuse(response, origin, 401, 'ticket')
    // Order: after all that is waited for, because a drain ends the probes that have begun.
    if (context.isDraining()) return refuse(response, origin, 503, 'draining', 5)
    const { key, probe } = probes.create(ticket.userId)
    probe.see(toSeenRequest('begin', request, context.allowedOrigins))
    answerJson(response, origin, 201, { key, now: clock.now(), seen: probe.seen })
  } catch (error) {
    if (error instanceof Overload) refuse(response, origin, 503, 'busy', Math.ceil(error.retryMs / 1000))
    else if (closeOf(error) === 'storageAway') refuse(response, origin, 503, 'storage', 5)
    else throw error
  }
}

async function enter(
  context: ProbeDoorsContext,
  { request, response }: Exchange,
  door: Exclude<ProbeRequestKind, 'begin' | 'socket'> | 'look',
): Promise<void> {
  const { origin } = request.headers
  const probe = context.probes.find(readBearer(request))
  if (!probe) return refuse(response, origin, 404, 'key')
  if (door === 'look') return answerJson(response, origin, 200, { now: context.clock.now(), seen: probe.seen })
  if (!probe.see(toSeenRequest(door, request, context.allowedOrigins))) return refuse(response, origin, 429, 'enough')
  const detach = probe.attach({ end: () => response.destroy() })
  if (!detach) return refuse(response, origin, 429, 'crowded')
  response.on('close', detach)
  // Heard by `close`, which follows; unheard, it would end the process.
  response.on('error', detach)
  if (door === 'events') sendProbeEvents(response, origin, context)
  else if (door === 'held') holdAnswer(response, origin, readHoldMs(request), context)
  else await takeBody(probe, { request, response })
}

async function takeBody(probe: Probe, { request, response }: Exchange): Promise<void> {
  const { origin } = request.headers
  const bytes = await countBody(request, (chunk) => probe.carry(chunk))
  if (bytes === 'gone') return
  if (bytes === 'too-much') return refuse(response, origin, 413, 'body')
  answerJson(response, origin, 200, { bytes })
}

/** What a proxy left of a handshake is told to the probe: the browser sees nothing of the answer. */
function refuseLostUpgrade({ probes, allowedOrigins }: ProbeDoorsContext, { request, response }: Exchange): void {
  probes.find(readOfferedKey(request))?.see(toSeenRequest('socket', request, allowedOrigins))
  response.writeHead(426, {
    ...headersFor(undefined),
    upgrade: 'websocket',
    connection: 'upgrade',
    'content-length': 0,
  })
  response.end()
}

/** The page that is refused reads which origin arrived here: where it is not its own, somebody changed it. */
function refuseOrigin(response: ServerResponse, origin: string): void {
  problem(response, undefined, { type: probeOriginProblem, status: 403, origin: origin.slice(0, 200) })
}

type Why = 'ticket' | 'key' | 'enough' | 'crowded' | 'body' | 'busy' | 'draining' | 'storage'

function refuse(
  response: ServerResponse,
  origin: string | undefined,
  status: number,
  why: Why,
  retrySeconds?: number,
): void {
  if (retrySeconds !== undefined) response.setHeader('retry-after', retrySeconds)
  problem(response, origin, { type: `${probeProblemPrefix}${why}`, status })
}

/** RFC 9457. Its body may not have been read, so nothing else can follow on this connection. */
function problem(
  response: ServerResponse,
  origin: string | undefined,
  body: { type: string; status: number; origin?: string },
): void {
  response.setHeader('connection', 'close')
  const text = JSON.stringify(body)
  const type = { 'content-type': 'application/problem+json', 'content-length': Buffer.byteLength(text) }
  response.writeHead(body.status, { ...headersFor(origin), ...type })
  response.end(text)
}
