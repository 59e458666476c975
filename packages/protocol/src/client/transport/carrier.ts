/** What carries the frames of one connection. The provider does not know more of it. */
export type Carrier = {
  /** One whole protocol message. Nothing happens where the carrier is no longer open. */
  send(message: Uint8Array): void
  /** Says the last words that were given to it, and is not heard of again. */
  close(): void
}

export type CarrierEvents = {
  onOpen(): void
  onMessage(message: Uint8Array): void
  /** Called once, as the last. `code` and `reason` as in a close frame; 1006 where the network ended it. */
  onClose(code: number, reason: string): void
}

/** Begins to connect. Throws where `url` or a protocol is none. */
export type OpenCarrier = (url: string, protocols: readonly string[], events: CarrierEvents) => Carrier

/** All that a connection needs of the network: whatever is to stand between it and the network wraps both. */
export type Wires = { readonly openSocket: OpenCarrier; readonly fetch: typeof fetch }
