import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TrustedProxies } from '@duplex/protocol/server'
import type { TimerWheel } from '../../timer-wheel.ts'
import { answerEnding, answerPreflight, answerStatus } from './answer.ts'
import { answerQuestion } from './ask-door.ts'
import { type DoorRequest, readDoorRequest } from './door.ts'
import { openEventStream } from './event-stream.ts'
import { type OpenDoorContext, openVisit } from './open-door.ts'
import { toEnding } from './problem.ts'
import { createSayDoor } from './say-door.ts'

export type VisitDoorsContext = Omit<OpenDoorContext, 'onRefused'> & {
  readonly wheel: TimerWheel
  readonly allowedOrigins: ReadonlySet<string>
  readonly trustedProxies: TrustedProxies
  readonly maxMessageBytes: number
  onRefused(reason: Parameters<OpenDoorContext['onRefused']>[0] | 'origin' | 'path', cause?: unknown): void
}

/** Answers a request that is one of a visit. False where it is not, and nothing was done then. */
export type VisitDoors = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

type Door = Extract<DoorRequest, { kind: 'door' }>

export function createVisitDoors(context: VisitDoorsContext): VisitDoors {
  const say = createSayDoor(context.maxMessageBytes)

  async function enter(
    asked: Door,
    request: IncomingMessage,
    response: ServerResponse,
    origin?: string,
  ): Promise<void> {
    const { door, documentId, token, address } = asked
    const traceParent = request.headers.traceparent
    const application = { documentId, jwt: token, address, traceParent }
    if (door === 'open') return await openVisit(context, application, request, response)
    const visit = context.visits.find(documentId, token ?? '')
    const ending = visit ? visit.ending : toEnding('noAnswer')
    visit?.costs.begin(door, request, response)
    if (!visit || ending) {
      // Its body is not read, so nothing else can follow on this connection.
      if (door === 'say') response.setHeader('connection', 'close')
      return answerEnding(response, origin, ending ?? toEnding('noAnswer'))
    }
    if (door === 'say') return await say(visit, request, response, origin)
    visit.onRequest()
    const after = readCursor(request)
    visit.acknowledge(after)
    if (visit.ending) return answerEnding(response, origin, visit.ending)
    if (door === 'listen') return openEventStream(visit, after, response, origin)
    answerQuestion(visit, { after, waitMs: readWaitMs(request), response, origin }, context.wheel)
  }

  return async (request, response) => {
    const asked = readDoorRequest(request, context)
    const { origin } = request.headers
    switch (asked.kind) {
      case 'elsewhere':
        return false
      case 'preflight':
        answerPreflight(response, origin)
        return true
      case 'invalid':
        if (asked.status !== 405) context.onRefused(asked.status === 403 ? 'origin' : 'path')
        answerStatus(response, asked.status === 403 ? undefined : origin, asked.status)
        return true
      case 'door':
        await enter(asked, request, response, origin)
        return true
    }
  }
}

/** Number of the newest message that the client has; as in an event stream, also where it polls. */
function readCursor({ headers }: IncomingMessage): number {
  const cursor = /^\d{1,15}$/.exec(String(headers['last-event-id'] ?? ''))
  return cursor === null ? 0 : Number(cursor[0])
}

/** RFC 7240: `Prefer: wait=20`, in seconds. */
function readWaitMs({ headers }: IncomingMessage): number {
  const wait = /^wait=(\d{1,3})$/.exec(String(headers.prefer ?? ''))
  return wait === null ? 0 : Number(wait[1]) * 1000
}
