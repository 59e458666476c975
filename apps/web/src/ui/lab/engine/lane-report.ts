import type { TransportName } from '@duplex/protocol/client'
import type { LatencySummary } from '../findings/quantiles.ts'
import type { PageCount } from './page-count.ts'

/**
 * Why a lane takes no part: `crowded`, the browser has no connection left for it; `timeout`, nobody got through;
 * anything else is why its connection was ended, a name of the close table.
 */
export type LaneProblem = 'crowded' | 'timeout' | (string & {})

/** What the server counted, handshakes and the heads of requests with it. */
export type ServerCount = {
  readonly requests: number
  readonly bytesUp: number
  readonly bytesDown: number
}

/** How a lane stood at the end of a second, as the page counted: requests and bytes from the first on. */
export type Moment = {
  readonly second: number
  /** Of what arrived in this second, on average; undefined where nothing did. */
  readonly latencyMs: number | undefined
  readonly requests: number
  readonly bytes: number
}

/** What is known of a lane, at any moment of a run. Sums are over everybody in it. */
export type LaneReport = {
  readonly transport: TransportName
  readonly state: 'connecting' | 'live' | 'failed' | 'over'
  readonly problem: LaneProblem | undefined
  readonly written: number
  readonly delivered: number
  /** Of what no cut held up. */
  readonly latency: LatencySummary | undefined
  readonly recoveryMs: number | undefined
  /** Connections that are kept open at the same time. */
  readonly held: number
  /** Readers for whom the browser had no connection left. */
  readonly unseated: number
  /** Whether everybody ended with the text that was written; undefined before the end. */
  readonly isEqual: boolean | undefined
  readonly page: PageCount
  /** Undefined before the end, and where somebody's connection did not last until then. */
  readonly server: ServerCount | undefined
  /** Whether both counted the same on every connection, as far as both can see it. */
  readonly isSameCount: boolean | undefined
  readonly moments: readonly Moment[]
}
