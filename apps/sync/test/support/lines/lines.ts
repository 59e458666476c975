import type { Home } from '../child-server.ts'
import type { TcpProxy } from '../tcp-proxy.ts'

/** What can happen to a line, whatever carries it. */
export const lineFaults = ['cut', 'freeze', 'mute', 'slow'] as const
export type LineFault = (typeof lineFaults)[number]

/** What leads from one to another, and what can happen to it; the words are those of a proxy. */
type Line = Pick<TcpProxy, 'url' | LineFault | 'restore'>

/** Where a node runs, and all that it is reached by and reaches. */
export type NodeLines = {
  readonly home: Home
  readonly redis: Line
  readonly database: Line
  /** From clients to the node, once it is aimed there. */
  readonly clients: Line & Pick<TcpProxy, 'aim'>
}

export type Targets = { readonly databaseUrl: string; readonly redisUrl: string }

export type Lines = {
  readonly nodes: readonly NodeLines[]
  /** Takes them away, and ends what still runs at their ends. */
  close(): Promise<void>
}

/** A way to lay lines. */
export type Carrier = {
  /** For people. */
  readonly name: string
  /** Lines for so many nodes. */
  lay(count: number, targets: Targets): Promise<Lines>
}

export const lineNames = ['redis', 'database', 'clients'] as const

/** Nothing of a node's lines is broken any more. */
export function restoreLines(lines: NodeLines): void {
  for (const name of lineNames) lines[name].restore()
}

/** The node reaches nobody and nobody reaches it, and nobody is told. */
export function isolate(lines: NodeLines): void {
  for (const name of lineNames) lines[name].freeze()
}

/** Of a line that leads nowhere yet. */
export const nowhere = 'http://127.0.0.1:0'
