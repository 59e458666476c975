/**
 * Every way a connection may end, and what each side does about it. This is the only such table: the sync server
 * sends these codes, the client obeys their verdicts, and PROTOCOL.md lists them.
 *
 * A stock y-websocket 3.1 provider stops reconnecting exactly on 4400-4499, so only permanent answers live there.
 */

/** What a client does after a close. Delays are chosen by the client's backoff unless the verdict carries one. */
export type CloseVerdict =
  /** The end was asked for: stay closed. */
  | 'done'
  /** Try again with backoff and jitter. */
  | 'retry'
  /** As `retry`, with shorter delays in the end: who answers so is there, and waits for something itself. */
  | 'retry-soon'
  /** Try again within the window (ms) that the reason names, spread at random over it. */
  | 'retry-within'
  /** Try again, not before the delay (ms) that the reason names. */
  | 'retry-after'
  /** Try again once, which sends the whole state anew; stop where it happens again. */
  | 'retry-once'
  /** Try again slowly: the server needs repair. */
  | 'retry-slowly'
  /** Fetch a new ticket: its answer decides between connecting again and stopping. */
  | 'new-ticket'
  /** Take a new Yjs client id, once, then connect again. */
  | 'new-client-id'
  /** The same bytes will be refused again: stop, keep local edits, offer them to the person. */
  | 'stop'

type CloseEntry = { readonly code: number; readonly verdict: CloseVerdict; readonly meaning: string }

export const closeTable = {
  normal: { code: 1000, verdict: 'done', meaning: 'The connection was closed on purpose.' },
  goingAway: { code: 1001, verdict: 'retry', meaning: 'One side is going away.' },
  protocolError: { code: 1002, verdict: 'retry-once', meaning: 'A frame broke the WebSocket protocol.' },
  unsupportedData: { code: 1003, verdict: 'retry-once', meaning: 'Text frames are not part of this protocol.' },
  noStatus: { code: 1005, verdict: 'retry', meaning: 'Observed only: the other side gave no code.' },
  abnormal: { code: 1006, verdict: 'retry', meaning: 'Observed only: the connection broke, or the handshake failed.' },
  undecodable: { code: 1007, verdict: 'retry-once', meaning: 'A message could not be decoded.' },
  policy: { code: 1008, verdict: 'retry-once', meaning: 'A message broke a rule of the protocol.' },
  messageTooBig: { code: 1009, verdict: 'stop', meaning: 'A message is larger than the limit.' },
  internalError: { code: 1011, verdict: 'retry-slowly', meaning: 'The server met an error of its own.' },
  restart: { code: 1012, verdict: 'retry-within', meaning: 'The server restarts; the reason names a window in ms.' },
  overloaded: { code: 1013, verdict: 'retry-after', meaning: 'The server is busy; the reason names a delay in ms.' },
  signedOut: { code: 4401, verdict: 'stop', meaning: 'The ticket is missing, invalid or used, or the session ended.' },
  forbidden: { code: 4403, verdict: 'stop', meaning: 'This role may not do that.' },
  notFound: { code: 4404, verdict: 'stop', meaning: 'There is no such document for this person.' },
  clientIdTaken: { code: 4409, verdict: 'new-client-id', meaning: 'The Yjs client id belongs to another user.' },
  deleted: { code: 4410, verdict: 'stop', meaning: 'The document is in the trash or deleted.' },
  documentTooBig: { code: 4413, verdict: 'stop', meaning: 'The document has reached its size limit.' },
  schemaTooOld: { code: 4426, verdict: 'stop', meaning: 'The page is older than the document schema: reload it.' },
  damaged: { code: 4500, verdict: 'retry-slowly', meaning: 'Stored data of this document is damaged and set aside.' },
  accessChanged: { code: 4501, verdict: 'new-ticket', meaning: 'Access to the document changed.' },
  storageAway: { code: 4503, verdict: 'retry-soon', meaning: 'The database cannot be reached.' },
  noAnswer: { code: 4508, verdict: 'retry', meaning: 'Heartbeats or an expected message went unanswered.' },
  tooFast: { code: 4529, verdict: 'retry-after', meaning: 'Too many messages; the reason names a delay in ms.' },
  slowReader: { code: 4590, verdict: 'retry', meaning: 'The client read too slowly; it gets one diff on return.' },
} as const satisfies Record<string, CloseEntry>

export type CloseName = keyof typeof closeTable

/** Closes whose reason need not name a time. */
export type UntimedClose = {
  [K in CloseName]: (typeof closeTable)[K]['verdict'] extends 'retry-within' | 'retry-after' ? never : K
}[CloseName]

const nameByCode = new Map(Object.entries(closeTable).map(([name, entry]) => [entry.code as number, name as CloseName]))

/** The table's name of a close code; undefined for a code that Duplex does not use. */
export function closeNameOf(code: number): CloseName | undefined {
  return nameByCode.get(code)
}

/** What to do after `code`. Unlisted 4400-4499 are permanent, any other unlisted code is transient. */
export function verdictOf(code: number): CloseVerdict {
  const name = closeNameOf(code)
  if (name !== undefined) return closeTable[name].verdict
  return code >= 4400 && code <= 4499 ? 'stop' : 'retry'
}

/** The delay or window in ms that a close reason carries (`"retry in 1500 ms"`); undefined where it names none. */
export function readReasonMs(reason: string): number | undefined {
  const match = /(\d{1,7}) ms\b/.exec(reason)
  return match ? Number(match[1]) : undefined
}
