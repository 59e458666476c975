import type { Carriage, Direction, SeenRequest } from './carriage.ts'
import type { Retry } from './retry-notes.ts'

/** What passed, as it passed. */
export type WireEvent =
  | { readonly kind: 'carriage'; readonly carriage: Carriage }
  | {
      readonly kind: 'message'
      readonly at: number
      readonly carriage: Carriage
      readonly direction: Direction
      /** Counted from 1 in its direction since the connection began. */
      readonly number: number
      readonly message: Uint8Array
      /** Of the request that carried it; undefined of a WebSocket. */
      readonly requestId: number | undefined
    }
  | { readonly kind: 'request'; readonly request: SeenRequest }
  | { readonly kind: 'retry'; readonly retry: Retry }

/** Who is told of what passes. */
export type WireWitness = {
  /** Somebody wants to know of messages and requests. */
  readonly isWatched: boolean
  /** ms since 1970. */
  now(): number
  nextId(): number
  /** A carriage is new, or has changed. Answers with it. */
  keep(carriage: Carriage): Carriage
  tell(event: WireEvent): void
}
