/** What a bus tells whoever opened it. */
export type BusListener = {
  /** A message on a channel that is subscribed to, whoever sent it: one's own come back, too. */
  onMessage(channel: string, message: Uint8Array): void
  /** From now on messages on these channels are heard. Earlier ones may have been missed. */
  onListening(channels: readonly string[]): void
  /** From now on messages are sent. Earlier ones may not have been. */
  onSending(): void
}

/**
 * Carries messages between the nodes of an installation, each at most once and maybe never: whoever needs to know
 * what was missed reads it elsewhere. Messages that one node sends on one channel stay in their order.
 */
export type Bus = {
  /** Once, before anything else. */
  open(listener: BusListener): void
  /** {@link BusListener.onListening} tells when it is done, and again whenever it had to be done anew. */
  subscribe(channel: string): void
  unsubscribe(channel: string): void
  /** Never throws, and never waits: what cannot be sent now is not sent. */
  publish(channel: string, message: Uint8Array): void
  /** Nothing has been heard for a while, not even of oneself: connections that look sound are given up. */
  renew(): void
  close(): void
}
