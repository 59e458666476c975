/**
 * What the connection doctor and the sync server say to each other: PROTOCOL.md, Probes. A probe is not a connection; it
 * touches no document, and only carries bytes to and fro.
 */

/** Where probes are, below the place where the sync server has its documents. */
export const probePath = '/probe'
/** The subprotocol of a probe's WebSocket, which sends back what it is sent. */
export const probeSubprotocol = 'duplex.probe'
/** Offered beside it: who asks. */
export const probeKeyPrefix = 'key.'

/** Events of a probe's event stream: so few that it takes little more than a second. */
export const probeEvents = { count: 5, apartMs: 300 } as const

export function probeProtocols(key: string): string[] {
  return [probeSubprotocol, `${probeKeyPrefix}${key}`]
}

/** Which kind of request the server saw. */
export type ProbeRequestKind = 'begin' | 'socket' | 'events' | 'held' | 'body'

/** One request, as it came out of the last proxy. */
export type SeenRequest = {
  readonly kind: ProbeRequestKind
  /** `1.0` or `1.1`: between the last proxy and the server. */
  readonly httpVersion: string
  /** Whether it asked for a WebSocket: `Upgrade: websocket` came through. */
  readonly hasUpgrade: boolean
  /** The value of `Connection`, as far as it is a word that we know. */
  readonly connection: 'upgrade' | 'close' | 'keep-alive' | 'other' | 'none'
  /** The page's origin as it came through; undefined where there was none. */
  readonly origin: string | undefined
  readonly isOriginAllowed: boolean
  /** How many addresses `X-Forwarded-For` held. */
  readonly forwardedCount: number
}

/** `type` of the problem that a page on an origin which is not on the server's list gets; `origin` says which it was. */
export const probeOriginProblem = 'urn:duplex:probe:origin'
/** Before the `type` of every other problem of a probe: so one knows that it was our server that said no. */
export const probeProblemPrefix = 'urn:duplex:probe:'
