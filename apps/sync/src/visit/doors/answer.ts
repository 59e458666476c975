import type { ServerResponse } from 'node:http'
import { type Envelope, encodeEnvelope } from '@duplex/protocol'
import type { Ending } from '../visit.ts'
import { retryAfterOf, toProblem } from './problem.ts'

/**
 * No cache may keep an answer, and no proxy hold it back or compress it: messages are small and dense already,
 * compressing secrets beside chosen text tells them, and a compressor gathers what should arrive now.
 */
const everyAnswer = {
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
  vary: 'origin',
}

/** `origin`: of an allowed page. Nothing here is a matter of cookies, so none are allowed. */
export function headersFor(origin: string | undefined): Record<string, string> {
  if (origin === undefined) return everyAnswer
  return { ...everyAnswer, 'access-control-allow-origin': origin, 'access-control-expose-headers': 'retry-after' }
}

/** Two hours, as long as browsers remember it. */
const preflightSeconds = '7200'

export function answerPreflight(response: ServerResponse, origin: string | undefined): void {
  response.writeHead(204, {
    ...headersFor(origin),
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, last-event-id, prefer, duplex-end',
    'access-control-max-age': preflightSeconds,
  })
  response.end()
}

export function answerEnvelope(response: ServerResponse, origin: string | undefined, envelope: Envelope): void {
  const body = encodeEnvelope(envelope)
  const type = { 'content-type': 'application/octet-stream', 'content-length': body.length }
  response.writeHead(200, { ...headersFor(origin), ...type })
  response.end(body)
}

export function answerJson(response: ServerResponse, origin: string | undefined, status: number, body: object): void {
  const text = JSON.stringify(body)
  const type = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  response.writeHead(status, { ...headersFor(origin), ...type })
  response.end(text)
}

/** How a visit, or the wish for one, ends. */
export function answerEnding(response: ServerResponse, origin: string | undefined, ending: Ending): void {
  const problem = toProblem(ending)
  const text = JSON.stringify(problem)
  const retryAfter = retryAfterOf(ending)
  response.writeHead(problem.status, {
    ...headersFor(origin),
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(text),
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  })
  response.end(text)
}

/** A request that is not answered as a visit's at all. */
export function answerStatus(response: ServerResponse, origin: string | undefined, status: number): void {
  response.writeHead(status, { ...headersFor(origin), 'content-length': 0 }).end()
}
