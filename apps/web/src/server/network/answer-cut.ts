import { randomBytes } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Handlers of Next.js see a web Response, and cannot end the connection under one that its reader does not read. So a
 * request for a stream is given a name before Next sees it, under which its connection can be cut. The name is secret:
 * a header of the same name from outside names nothing.
 */
const cutHeader = 'x-duplex-cut'
const cutKey = Symbol.for('duplex.answer-cut')

type CutHolder = { [cutKey]?: Map<string, ServerResponse> }

/** Shared by the bundles that Next makes of one process. */
function answers(): Map<string, ServerResponse> {
  const holder = globalThis as CutHolder
  holder[cutKey] ??= new Map()
  return holder[cutKey]
}

/** Makes answers to requests for `path` ones that can be cut, for every HTTP server of this process from now on. */
export function makeAnswersCuttable(path: string): void {
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    delete request.headers[cutHeader]
    if (request.url !== path && !request.url?.startsWith(`${path}?`)) return
    const name = randomBytes(16).toString('hex')
    request.headers[cutHeader] = name
    answers().set(name, response)
    response.once('close', () => answers().delete(name))
  })
}

/** Ends the connection of the request with these headers, whatever still waits to be sent; undefined where it cannot. */
export function findCut(headers: Headers): (() => void) | undefined {
  const name = headers.get(cutHeader)
  const answer = name === null ? undefined : answers().get(name)
  return answer && (() => answer.destroy())
}
