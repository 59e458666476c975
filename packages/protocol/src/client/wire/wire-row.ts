import type { CloseVerdict } from '../../close-codes.ts'
import type { FrameFact, HandshakeFact, RequestFact } from '../../inspection.ts'
import type { Carriage, Direction, SeenRequest } from './carriage.ts'
import type { Retry } from './retry-notes.ts'
import type { Sight } from './sight.ts'

/** Where in the document something happened. `block`: its top-level node, counted from 1, and what kind of one it is. */
export type Place = { readonly block: number; readonly name: string }

type Written = { readonly client: number; readonly clock: number; readonly place: Place | undefined }

/** What an update does, as people would say it. `length`: in clocks from `clock` on; of text these are UTF-16 units. */
export type Deed =
  | (Written & { readonly kind: 'insert'; readonly length: number; readonly text: string })
  | (Written & { readonly kind: 'node'; readonly name: string })
  | (Written & { readonly kind: 'format'; readonly name: string; readonly isOn: boolean })
  | (Written & { readonly kind: 'attribute'; readonly name: string })
  | (Written & { readonly kind: 'delete'; readonly length: number })
  /** More than can be told one by one. */
  | { readonly kind: 'many'; readonly clients: number; readonly structs: number; readonly deletions: number }

/** What the browser knows of a request beyond the page; sizes of another origin are hidden from it, and 0. */
export type RequestTiming = {
  /** As ALPN names it: `http/1.1`, `h2`, `h3`; empty where it is hidden. */
  readonly protocol: string
  readonly durationMs: number
  /** Headers and body of the answer. */
  readonly transferBytes: number
}

type Row<Kind extends string, Rest> = { readonly id: number; readonly at: number; readonly kind: Kind } & Readonly<Rest>

export type HandshakeRow = Row<'handshake', { carriage: Carriage; server: HandshakeFact | undefined }>
export type MessageRow = Row<
  'message',
  {
    carriageId: number
    wire: Carriage['kind']
    direction: Direction
    number: number
    bytes: number
    /** First bytes of the message. */
    head: Uint8Array
    sight: Sight
    deeds: readonly Deed[]
    /** What the server saw of the frame. */
    frame: FrameFact | undefined
    /** Bytes of the event that carried it, and so many messages, as the server wrote them. */
    event: { readonly bytes: number; readonly messages: number } | undefined
    requestId: number | undefined
  }
>
/** A frame without a message, or a comment on an event stream. Only the server sees those. */
export type ControlRow = Row<
  'control',
  {
    carriageId: number
    direction: Direction
    name: 'ping' | 'pong' | 'close' | 'comment'
    frame: FrameFact | undefined
    bytes: number
  }
>
export type RequestRow = Row<
  'request',
  { request: SeenRequest | PageRequest; server: RequestFact | undefined; timing: RequestTiming | undefined }
>
export type CloseRow = Row<'close', { carriage: Carriage; verdict: CloseVerdict }>
export type RetryRow = Row<'retry', Omit<Retry, 'at'>>

/** One thing that happened, and all that is known of it. `at`: ms since 1970, by the page's clock. */
export type WireRow = HandshakeRow | MessageRow | ControlRow | RequestRow | CloseRow | RetryRow

/** A request of the page that is none of a visit. */
export type PageRequest = {
  readonly id: number
  readonly carriageId: undefined
  readonly purpose: 'page'
  readonly method: string
  /** Path alone: what a query holds is somebody's. */
  readonly url: string
  readonly startedAt: number
  readonly endedAt: number | undefined
  readonly status: number | undefined
  readonly sentBytes: number
  readonly answerBytes: number
}
