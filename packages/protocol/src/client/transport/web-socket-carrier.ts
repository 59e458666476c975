import type { Carrier, CarrierEvents } from './carrier.ts'

export function openWebSocket(
  Base: typeof WebSocket,
  url: string,
  protocols: readonly string[],
  events: CarrierEvents,
): Carrier {
  const socket = new Base(url, [...protocols])
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => events.onOpen()
  socket.onmessage = ({ data }) => events.onMessage(new Uint8Array(data))
  socket.onclose = ({ code, reason }) => events.onClose(code, String(reason))
  // Said by `close`, which always follows; unheard, Node.js would end the process.
  socket.onerror = () => undefined
  return {
    send: (message) => socket.send(message as BufferSource),
    close: () => socket.close(),
  }
}
