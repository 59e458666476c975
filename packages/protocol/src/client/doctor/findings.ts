import type { SeenRequest } from '../../probe.ts'

/** An answer came, in so many ms. */
type Trip = { readonly kind: 'answered'; readonly ms: number }

/** No answer that we wanted. `status` is undefined where none came at all; `isOurs`: a server of ours said no. */
export type Failure = { readonly kind: 'failed'; readonly status: number | undefined; readonly isOurs: boolean }

/** The origin as it arrived at a server, and whether the server knows it. */
export type ArrivedOrigin = { readonly origin: string | undefined; readonly isAccepted: boolean }

/** What each probe measured, by its name: times in ms, sizes in bytes. What was not tried is not there. */
export type Findings = {
  /** A request to web and back. */
  readonly web: Trip | Failure
  /** Whether the session's cookie comes along. */
  readonly cookies: { readonly kind: 'arrived' | 'missing' }
  /** A request to sync and back. */
  readonly sync: Trip | Failure
  /** `page`: as the browser has it. */
  readonly origin: {
    readonly page: string
    readonly web: ArrivedOrigin | undefined
    readonly sync: ArrivedOrigin | undefined
  }
  /** How far web is ahead of this device, and sync of web. */
  readonly clock: { readonly browserMs: number; readonly serversMs: number }
  /** `browser`: from here to the first proxy; `server`: from the last one to sync; `proxies`: addresses forwarded. */
  readonly protocol: {
    readonly browser: string | undefined
    readonly server: string | undefined
    readonly proxies: number
  }
  /** `seen`: how the handshake looked when it arrived; undefined where none did. */
  readonly upgrade:
    | { readonly kind: 'open'; readonly ms: number }
    | { readonly kind: 'refused'; readonly seen: SeenRequest | undefined }
    | { readonly kind: 'silent' }
  /** The median of a few small messages. */
  readonly echo: { readonly kind: 'returned'; readonly ms: number } | { readonly kind: 'lost' }
  /** Each size, the smaller first; `ms` is undefined where it did not come back. */
  readonly messages: { readonly sizes: readonly { readonly bytes: number; readonly ms: number | undefined }[] }
  /** `sentMs`: between the first and the last event. `lateMs`: how much longer the slowest took than the fastest. */
  readonly events: { readonly kind: 'streamed'; readonly sentMs: number; readonly lateMs: number } | Failure
  /** The largest body that arrived, and the smallest that did not. */
  readonly body: {
    readonly passedBytes: number
    readonly refused: { readonly bytes: number; readonly status: number | undefined } | undefined
  }
  /** A request that the server holds for `askedMs`. */
  readonly held:
    | { readonly kind: 'answered'; readonly askedMs: number }
    | { readonly kind: 'cut'; readonly askedMs: number; readonly afterMs: number; readonly status: number | undefined }
  /** A WebSocket on which nothing is said for `askedMs`. */
  readonly idle:
    | { readonly kind: 'kept'; readonly askedMs: number }
    | { readonly kind: 'cut'; readonly askedMs: number; readonly afterMs: number; readonly code: number | undefined }
}

export type ProbeName = keyof Findings

/** In the order in which they are tried. The last two take long. */
export const probeNames = [
  'web',
  'cookies',
  'sync',
  'origin',
  'clock',
  'protocol',
  'upgrade',
  'echo',
  'messages',
  'events',
  'body',
  'held',
  'idle',
] as const satisfies readonly ProbeName[]
