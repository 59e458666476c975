import type { Watched } from '../watched.ts'

/** Ways to carry the messages of a connection, the best first. */
export const transportNames = ['websocket', 'sse', 'long-polling', 'polling'] as const

export type TransportName = (typeof transportNames)[number]
/** The ways of a visit. */
export type VisitTransportName = Exclude<TransportName, 'websocket'>

export type TransportChoice = {
  /** What carries the connection, or will with the next attempt. */
  readonly transport: TransportName
  /** What a person chose; undefined where the connection chooses by itself. */
  readonly pinned: TransportName | undefined
}

export type TransportStore = Watched<TransportChoice>
