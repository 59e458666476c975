import type { Inspected } from '../inspection/inspected.ts'

/** What carries the messages of one connection. The connection does not know more of it. */
export type Transport = Inspected & {
  /** The client offered `duplex.v1`: it understands messages of type 100 and above. */
  readonly isExtended: boolean
  /** Bytes accepted by `send` that have not left this process. */
  readonly bufferedBytes: number
  /** Starts to deliver. Nothing arrives before, and `onClosed` is the last call. */
  open(events: TransportEvents): void
  /** One whole message. Nothing happens where the transport is no longer open. */
  send(message: Uint8Array): void
  /** Asks the other side for a sign of life. */
  ping(): void
  /** Says why, and ends within seconds whether or not the other side answers. */
  close(code: number, reason: string): void
}

export type Violation =
  | 'slowReader'
  | 'unsupportedData'
  | 'noAnswer'
  | 'protocolError'
  | 'undecodable'
  | 'policy'
  | 'messageTooBig'

export type TransportEvents = {
  onMessage(message: Uint8Array): void
  /** The other side lives, in a way that is no message. */
  onSign(): void
  /** The client broke a rule of the transport itself. `code`: how the connection is to be ended. */
  onViolation(code: Violation): void
  /** `code`: what the other side gave, or 1005 where it gave none; 1006 where it is gone and said nothing. */
  onClosed(code: number): void
}
