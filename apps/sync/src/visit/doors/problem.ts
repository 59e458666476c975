import { type CloseName, closeNameOf, closeTable, readReasonMs } from '@duplex/protocol'
import type { Ending } from '../visit.ts'

/** How each close code is said in HTTP. */
const statuses: Record<CloseName, number> = {
  normal: 410,
  goingAway: 503,
  protocolError: 400,
  unsupportedData: 415,
  noStatus: 503,
  abnormal: 503,
  undecodable: 400,
  policy: 400,
  messageTooBig: 413,
  internalError: 500,
  restart: 503,
  overloaded: 503,
  signedOut: 401,
  forbidden: 403,
  notFound: 404,
  clientIdTaken: 409,
  deleted: 410,
  documentTooBig: 413,
  schemaTooOld: 409,
  damaged: 503,
  accessChanged: 409,
  storageAway: 503,
  noAnswer: 404,
  tooFast: 429,
  slowReader: 409,
}

/** RFC 9457. `code` and `detail` are code and reason of the close frame that a WebSocket would have got. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: number
}

export function toProblem({ code, reason }: Ending): Problem {
  const name = closeNameOf(code) ?? 'abnormal'
  return {
    type: `urn:duplex:close:${code}`,
    title: closeTable[name].meaning,
    status: statuses[name],
    detail: reason,
    code,
  }
}

export function toEnding(name: CloseName, reason: string = closeTable[name].meaning): Ending {
  return { code: closeTable[name].code, reason }
}

/** Whole seconds, where the reason names a time. */
export function retryAfterOf({ reason }: Ending): string | undefined {
  const ms = readReasonMs(reason)
  return ms === undefined ? undefined : String(Math.ceil(ms / 1000))
}
