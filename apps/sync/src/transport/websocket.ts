import type { Duplex } from 'node:stream'
import { limits, subprotocol, type WireTotals } from '@duplex/protocol'
import type { WebSocket } from 'ws'
import type { Cancel } from '../clock.ts'
import { type Beginning, toHandshakeFact } from '../inspection/beginning.ts'
import type { Observer } from '../inspection/inspected.ts'
import { readTcpCounts } from '../inspection/tcp-counts.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { FrameMeter } from './frame-meter.ts'
import { type FrameWriter, headerBytesOf, wholeBinary } from './frame-writer.ts'
import type { Transport, TransportEvents, Violation } from './transport.ts'

export type WebSocketTransportContext = {
  readonly wheel: TimerWheel
  readonly frames: FrameWriter
}

const ping = 0x89
const pong = 0x8a

/**
 * A WebSocket. Messages are written past `ws`, which would frame each of them for each connection anew. `ws` writes at
 * once, too: without compression it queues nothing, so pings and the closing handshake keep their place.
 *
 * What it costs is counted by TCP itself and by the meter that is there anyway. All that a connection pays for being
 * inspected by nobody is the sum of what was sent, and a look whether there is an observer.
 */
export class WebSocketTransport implements Transport {
  private readonly meter = new FrameMeter()
  private observer: Observer | undefined
  private messagesOut = 0
  private controlsOut = 0

  /** `socket`: the stream under `ws`, on which nothing was read since the upgrade. */
  constructor(
    private readonly ws: WebSocket,
    private readonly socket: Duplex,
    private readonly beginning: Beginning,
    private readonly context: WebSocketTransportContext,
  ) {}

  get isExtended(): boolean {
    return this.ws.protocol === subprotocol
  }

  get bufferedBytes(): number {
    return this.socket.writableLength
  }

  get totals(): WireTotals {
    const { read, written } = readTcpCounts(this.socket)
    return {
      requests: 1,
      bytesIn: read - this.beginning.readBefore,
      bytesOut: written - this.beginning.writtenBefore,
      framesIn: this.meter.frames,
      framesOut: this.messagesOut + this.controlsOut,
      messagesIn: this.meter.messages,
      messagesOut: this.messagesOut,
    }
  }

  observe(observer: Observer | undefined): void {
    const isNew = this.observer === undefined
    this.observer = observer
    this.meter.onFrame =
      observer && ((frame) => observer.onFact({ kind: 'frame', direction: 'in', ...frame, roundTripUs: 0 }))
    if (isNew) observer?.onFact(toHandshakeFact(this.beginning, this.isExtended))
  }

  open(events: TransportEvents): void {
    const { wheel } = this.context
    const stopWatching = watchUnfinished(this.socket, this.meter, wheel, () => events.onViolation('noAnswer'))
    listen(this.ws, events, { onPong: (bytes) => this.onControl(pong, bytes), onClosed: stopWatching })
  }

  send(message: Uint8Array): void {
    // Errors of a write arrive as `error` and `close`.
    if (this.ws.readyState !== this.ws.OPEN) return
    this.messagesOut++
    if (this.observer) this.tell(wholeBinary, message.length, this.messagesOut)
    this.context.frames.write(this.socket, message)
  }

  ping(): void {
    if (this.ws.readyState !== this.ws.OPEN) return
    this.onControl(ping, 0)
    this.ws.ping(undefined, undefined, ignoreError)
  }

  close(code: number, reason: string): void {
    this.ws.close(code, reason)
  }

  private onControl(start: number, payloadBytes: number): void {
    this.controlsOut++
    if (this.observer) this.tell(start, payloadBytes, 0)
  }

  private tell(start: number, payloadBytes: number, message: number): void {
    const headerBytes = headerBytesOf(payloadBytes)
    const ofServer = { direction: 'out', isMasked: false, roundTripUs: 0 } as const
    this.observer?.onFact({ kind: 'frame', ...ofServer, start, headerBytes, payloadBytes, message })
  }
}

type Noticing = {
  /** `ws` has answered a ping. */
  onPong(payloadBytes: number): void
  onClosed(): void
}

function listen(ws: WebSocket, events: TransportEvents, noticing: Noticing): void {
  ws.on('message', (data: Buffer, isBinary) => {
    if (isBinary) events.onMessage(data)
    else events.onViolation('unsupportedData')
  })
  ws.on('pong', () => events.onSign())
  ws.on('ping', (data: Buffer) => {
    noticing.onPong(data.length)
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
    noticing.onClosed()
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
function watchUnfinished(socket: Duplex, meter: FrameMeter, wheel: TimerWheel, onStuck: () => void): Cancel {
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
