import type { OpenCarrier } from './carrier.ts'

/** The little that is asked of a WebSocket class, so that the browser's and that of `ws` both are one. */
export type WebSocketClass = new (
  url: string,
  protocols: string[],
) => {
  binaryType: string
  send(message: BufferSource): void
  close(): void
  addEventListener(type: 'open' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void
}

/** Carries each connection by a WebSocket of this class. */
export function carryByWebSocket(Socket: WebSocketClass): OpenCarrier {
  return (url, protocols, events) => {
    const socket = new Socket(url, [...protocols])
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', () => events.onOpen())
    socket.addEventListener('message', ({ data }) => {
      // A text is none of our messages, and is read as one that cannot be.
      events.onMessage(typeof data === 'string' ? new Uint8Array() : new Uint8Array(data as ArrayBuffer))
    })
    socket.addEventListener('close', ({ code, reason }) => events.onClose(code, reason))
    // Said by `close`, which always follows; unheard, Node.js would end the process.
    socket.addEventListener('error', () => undefined)
    return {
      send: (message) => socket.send(message as BufferSource),
      close: () => socket.close(),
    }
  }
}
