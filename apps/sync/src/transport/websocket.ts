import type { Duplex } from 'node:stream'
import { limits, subprotocol } from '@duplex/protocol'
import type { WebSocket } from 'ws'
import type { Cancel } from '../clock.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { FrameMeter } from './frame-meter.ts'
import type { FrameWriter } from './frame-writer.ts'
import type { Transport, TransportEvents } from './transport.ts'

export type WebSocketTransportContext = {
  readonly wheel: TimerWheel
  readonly frames: FrameWriter
}

/**
 * `socket`: the stream under `ws`, on which nothing was read since the upgrade. Messages are written to it past `ws`,
 * which would frame each of them for each connection anew. `ws` writes at once, too: without compression it queues
 * nothing, so pings and the closing handshake keep their place.
 */
export function createWebSocketTransport(
  ws: WebSocket,
  socket: Duplex,
  { wheel, frames }: WebSocketTransportContext,
): Transport {
  return {
    isExtended: ws.protocol === subprotocol,
    get bufferedBytes() {
      return socket.writableLength
    },
    open: (events) => listen(ws, socket, wheel, events),
    send: (message) => {
      // Errors of a write arrive as `error` and `close`.
      if (ws.readyState === ws.OPEN) frames.write(socket, message)
    },
    ping: () => {
      if (ws.readyState === ws.OPEN) ws.ping(undefined, undefined, ignoreError)
    },
    close: (code, reason) => ws.close(code, reason),
  }
}

function listen(ws: WebSocket, socket: Duplex, wheel: TimerWheel, events: TransportEvents): void {
  const stopWatching = watchUnfinished(socket, wheel, () => events.onViolation('noAnswer'))
  ws.on('message', (data: Buffer, isBinary) => {
    if (isBinary) events.onMessage(data)
    else events.onViolation('unsupportedData')
  })
  ws.on('pong', () => events.onSign())
  ws.on('ping', () => events.onSign())
  // `ws` answers a broken or too big frame by itself, with 1002, 1007 or 1009; unheard, the error would end the process.
  ws.on('error', ignoreError)
  ws.on('close', (code) => {
    stopWatching()
    events.onClosed(code)
  })
}

/** Calls `onStuck` where a message stays unfinished for too long. */
function watchUnfinished(socket: Duplex, wheel: TimerWheel, onStuck: () => void): Cancel {
  const meter = new FrameMeter()
  let cancel: Cancel | undefined
  const stop = () => {
    cancel?.()
    cancel = undefined
  }
  socket.on('data', (chunk: Buffer) => {
    const before = meter.messages
    meter.feed(chunk)
    if (!meter.isInside || meter.messages > before) stop()
    if (meter.isInside) cancel ??= wheel.after(limits.maxUnfinishedMessageMs, onStuck)
  })
  return stop
}

function ignoreError(): void {
  // Said by `close`, which always follows.
}
