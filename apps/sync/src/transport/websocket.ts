import type { Duplex } from 'node:stream'
import { limits, subprotocol } from '@duplex/protocol'
import type { WebSocket } from 'ws'
import type { Cancel } from '../clock.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { FrameMeter } from './frame-meter.ts'
import type { FrameWriter } from './frame-writer.ts'
import type { Transport, TransportEvents, Violation } from './transport.ts'

export type WebSocketTransportContext = {
  readonly wheel: TimerWheel
  readonly frames: FrameWriter
}

/**
 * A WebSocket. Messages are written past `ws`, which would frame each of them for each connection anew. `ws` writes at
 * once, too: without compression it queues nothing, so pings and the closing handshake keep their place.
 */
export class WebSocketTransport implements Transport {
  /** `socket`: the stream under `ws`, on which nothing was read since the upgrade. */
  constructor(
    private readonly ws: WebSocket,
    private readonly socket: Duplex,
    private readonly context: WebSocketTransportContext,
  ) {}

  get isExtended(): boolean {
    return this.ws.protocol === subprotocol
  }

  get bufferedBytes(): number {
    return this.socket.writableLength
  }

  open(events: TransportEvents): void {
    listen(this.ws, this.socket, this.context.wheel, events)
  }

  send(message: Uint8Array): void {
    // Errors of a write arrive as `error` and `close`.
    if (this.ws.readyState === this.ws.OPEN) this.context.frames.write(this.socket, message)
  }

  ping(): void {
    if (this.ws.readyState === this.ws.OPEN) this.ws.ping(undefined, undefined, ignoreError)
  }

  close(code: number, reason: string): void {
    this.ws.close(code, reason)
  }
}

function listen(ws: WebSocket, socket: Duplex, wheel: TimerWheel, events: TransportEvents): void {
  const stopWatching = watchUnfinished(socket, wheel, () => events.onViolation('noAnswer'))
  ws.on('message', (data: Buffer, isBinary) => {
    if (isBinary) events.onMessage(data)
    else events.onViolation('unsupportedData')
  })
  ws.on('pong', () => events.onSign())
  ws.on('ping', () => {
    // Order: where too many of its own pongs wait, `ws` has given up when this is called.
    if (ws.readyState === ws.OPEN) events.onSign()
    else events.onViolation('slowReader')
  })
  // `ws` answers a broken or too big frame by itself. Order: it has done so when this is called.
  ws.on('error', (error) => {
    const violation = violationOf(error)
    if (violation) events.onViolation(violation)
  })
  ws.on('close', (code) => {
    stopWatching()
    events.onClosed(code)
  })
}

/** What `ws` closes with, by the code of its error; undefined of an error of the network, which `close` tells as well. */
function violationOf(error: Error): Violation | undefined {
  const code = 'code' in error ? String(error.code) : ''
  switch (code) {
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
      return 'messageTooBig'
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return 'policy'
    case 'WS_ERR_INVALID_UTF8':
      return 'undecodable'
    default:
      return code.startsWith('WS_ERR_') ? 'protocolError' : undefined
  }
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
