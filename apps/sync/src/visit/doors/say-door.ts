import type { IncomingMessage, ServerResponse } from 'node:http'
import { limits, maxEnvelopeHeaderBytes, maxMessageHeaderBytes, readEnvelope } from '@duplex/protocol'
import type { Visit } from '../visit.ts'
import { answerEnding, answerEnvelope, answerStatus } from './answer.ts'
import { readBody } from './body.ts'
import { toEnding } from './problem.ts'

export type SayDoor = (
  visit: Visit,
  request: IncomingMessage,
  response: ServerResponse,
  origin?: string,
) => Promise<void>

/** Takes the client's messages. `maxMessageBytes`: of one message; more of them fit as long as the body is no longer. */
export function createSayDoor(maxMessageBytes: number): SayDoor {
  const maxBodyBytes = maxMessageBytes + maxEnvelopeHeaderBytes + maxMessageHeaderBytes
  const openPosts = new WeakMap<Visit, number>()
  const count = (visit: Visit, change: 1 | -1) => openPosts.set(visit, (openPosts.get(visit) ?? 0) + change)
  return async (visit, request, response, origin) => {
    // Each may keep a whole message in memory until it has all of it.
    const isCrowded = (openPosts.get(visit) ?? 0) >= limits.maxOpenPosts
    if (isCrowded || !isBinary(request)) {
      visit.onRequest()
      return refuse(response, origin, isCrowded ? 'crowded' : 'unsupported')
    }
    count(visit, 1)
    const body = await readBody(request, maxBodyBytes).finally(() => count(visit, -1))
    if (body === 'gone') return visit.onRequest()
    if (body === 'too-big') visit.violate('messageTooBig')
    else hear(visit, body)
    if (!visit.ending && request.headers['duplex-end'] !== undefined) {
      const { code, reason } = toEnding('normal')
      visit.close(code, reason)
    }
    if (body === 'too-big') response.setHeader('connection', 'close')
    if (visit.ending) answerEnding(response, origin, visit.ending)
    else answerEnvelope(response, origin, visit.receipt())
  }
}

function hear(visit: Visit, body: Uint8Array): void {
  if (visit.ending) return
  const envelope = readOrUndefined(body)
  if (envelope) visit.receive(envelope)
  else visit.violate('undecodable')
}

function readOrUndefined(body: Uint8Array) {
  try {
    return readEnvelope(body)
  } catch {
    // Whatever is wrong with it, the client sent bytes that make no sense.
    return undefined
  }
}

/** Compressed bodies could be a thousand times what they seem. */
function isBinary({ headers }: IncomingMessage): boolean {
  return headers['content-type'] === 'application/octet-stream' && headers['content-encoding'] === undefined
}

/** The body is not read, so nothing else can follow on this connection. */
function refuse(response: ServerResponse, origin: string | undefined, why: 'crowded' | 'unsupported'): void {
  response.setHeader('connection', 'close')
  if (why === 'crowded') answerStatus(response, origin, 429)
  else answerEnding(response, origin, toEnding('unsupportedData'))
}
