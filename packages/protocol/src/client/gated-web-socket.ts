/** Both directions of a socket, as seen between it and the provider. */
export type Gate = {
  /** The frame to send; undefined drops it. */
  outgoing(frame: Uint8Array): Uint8Array | undefined
  /** The provider could not handle what arrived, or threw while it did. */
  onUnreadable(error: unknown): void
}

/**
 * A WebSocket class with a gate in it. The provider takes the class through its `WebSocketPolyfill` option, so its
 * frames are seen without changing it. y-websocket 3.1 lets a broken message throw out of `onmessage`, which `ws`
 * turns into an uncaught exception.
 */
export function gateWebSocket(Base: typeof WebSocket, gate: Gate): typeof WebSocket {
  return class extends Base {
    override send(data: Parameters<WebSocket['send']>[0]): void {
      const frame = data instanceof Uint8Array ? gate.outgoing(data) : data
      if (frame !== undefined) super.send(frame as BufferSource)
    }

    override get onmessage(): WebSocket['onmessage'] {
      return super.onmessage
    }

    override set onmessage(handler: WebSocket['onmessage']) {
      super.onmessage = handler && ((event) => handleGuarded(() => handler.call(this, event), gate))
    }
  }
}

function handleGuarded(handle: () => void, gate: Gate): void {
  try {
    handle()
  } catch (error) {
    gate.onUnreadable(error)
  }
}
