/** `out`: what the page says. */
export type Direction = 'in' | 'out'

/** Grows. `bytes`: of messages alone. `headerBytes`: of the frames that carry them, as computed; 0 of a visit. */
export type Sum = { messages: number; bytes: number; headerBytes: number }

export function createSum(): Sum {
  return { messages: 0, bytes: 0, headerBytes: 0 }
}

/** One attempt to be connected, and what became of it: a WebSocket, or a visit. Times are ms since 1970. */
export type Carriage = {
  /** Counted from 1 for as long as the page lives. */
  readonly id: number
  readonly kind: 'websocket' | 'visit'
  /** A look whether WebSockets get through, without a ticket. */
  readonly isProbe: boolean
  readonly url: string
  /** The subprotocols that the page offered, without the ticket in one of them. */
  readonly offered: readonly string[]
  readonly startedAt: number
  readonly openedAt: number | undefined
  /** `by`: who ended it, as far as the page can tell. */
  readonly end:
    | { readonly at: number; readonly code: number; readonly reason: string; readonly by: 'page' | 'other' }
    | undefined
  readonly in: Sum
  readonly out: Sum
}

/** One request of a visit, as the page sees it. */
export type SeenRequest = {
  readonly id: number
  readonly carriageId: number
  readonly purpose: 'open' | 'say' | 'ask' | 'listen'
  readonly method: string
  readonly url: string
  readonly startedAt: number
  /** Undefined until the answer is over, or it failed. */
  readonly endedAt: number | undefined
  readonly status: number | undefined
  /** Bytes of bodies, without headers: a page does not see those. */
  readonly sentBytes: number
  readonly answerBytes: number
  readonly messagesOut: number
  readonly messagesIn: number
}
