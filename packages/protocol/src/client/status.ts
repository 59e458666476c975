import type { CloseName } from '../close-codes.ts'
import type { Role } from '../roles.ts'
import type { OutboxFacts } from './outbox.ts'
import { createWatched, type Watched } from './watched.ts'

/**
 * Why a connection ended: a name of the close table; `unlisted` for a code that is not in it; `unreachable` where no
 * ticket could be fetched or no socket opened; `resync` where the client hung up to exchange the whole state. The
 * last two never stop a connection for good.
 */
export type EndCause = CloseName | 'unlisted' | 'unreachable' | 'resync'

/** What is known of an open connection. */
export type Attached = {
  role: Role
  /** Whether the server's state has arrived on this connection. */
  synced: boolean
  /** What the server says of its database. */
  storage: 'healthy' | 'degraded'
  /** Whether the server's nodes hear of each other at once. `apart`: what some others write comes a second late. */
  nodes: 'joined' | 'apart'
}

/** One truth for the page. `outbox` is derived from acknowledgements, never from the socket. */
export type ConnectionStatus = { readonly outbox: OutboxFacts } & Readonly<
  | { kind: 'connecting' }
  | ({ kind: 'live' } & Attached)
  /** Connected, yet this replica differs from the server's even after a resync: offer a reload and a copy. */
  | ({ kind: 'diverged' } & Attached)
  /** `retryAt`: ms since 1970. */
  | { kind: 'waiting'; cause: EndCause; retryAt: number }
  /** The browser has no network; attempts go on quietly. */
  | { kind: 'offline' }
  /** Nothing more will be tried until `reconnectNow`; local edits are kept. */
  | { kind: 'stopped'; cause: EndCause }
>

export type StatusStore = Watched<ConnectionStatus>

export function createStatusStore(first: ConnectionStatus): StatusStore & { set(next: ConnectionStatus): void } {
  return createWatched(first, isSame)
}

function isSame(a: ConnectionStatus, b: ConnectionStatus): boolean {
  return hasSameFields({ ...a, outbox: 0 }, { ...b, outbox: 0 }) && hasSameFields(a.outbox, b.outbox)
}

function hasSameFields(a: object, b: object): boolean {
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))]
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value)
}
