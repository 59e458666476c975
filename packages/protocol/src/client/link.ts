import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Awareness } from 'y-protocols/awareness'
import { writeSyncStep1 } from 'y-protocols/sync'
import { WebsocketProvider } from 'y-websocket'
import type { Doc } from 'yjs'
import { readReport, type WireReport } from '../inspection.ts'
import {
  type Acknowledgement,
  type Heartbeat,
  type Hello,
  messageType,
  type Notice,
  readAcknowledgement,
  readHeartbeat,
  readHello,
  readNotice,
  readTrace,
  syncType,
} from '../messages.ts'
import type { UpdateTraces } from './followed-edits.ts'
import { gateWebSocket } from './gated-web-socket.ts'

/** What arrives on a link. A handler that throws ends up in `onUnreadable`. */
export type LinkEvents = {
  onHello(hello: Hello): void
  /** The server's state, or what was missing of it, has been applied. */
  onServerState(): void
  onAcknowledgement(acknowledgement: Acknowledgement): void
  onHeartbeat(heartbeat: Heartbeat): void
  onNotice(notice: Notice): void
  onReport(report: WireReport): void
  /** Sees every outgoing frame; undefined drops it. */
  gate(frame: Uint8Array): Uint8Array | undefined
  /** The socket is gone, not by `close`. `end` is undefined where nothing was heard for 30 s. */
  onEnd(end: { code: number; reason: string } | undefined): void
  onUnreadable(error: unknown): void
}

type LinkParts = {
  doc: Doc
  awareness: Awareness
  documentId: string
  WebSocket: typeof WebSocket
  traces: UpdateTraces | undefined
}

/**
 * The published y-websocket provider, reduced to one socket at a time: `open` and `close` are the only ways to begin
 * and to end, and nothing is ever retried here.
 */
export class Link {
  readonly #provider: WebsocketProvider
  readonly #events: LinkEvents
  readonly #traces: UpdateTraces | undefined
  /** Of the next content message, as the server named it. */
  #trace: Uint8Array | undefined
  #isClosing = false

  constructor({ doc, awareness, documentId, WebSocket, traces }: LinkParts, events: LinkEvents) {
    this.#events = events
    this.#traces = traces
    this.#provider = new WebsocketProvider('', documentId, doc, {
      connect: false,
      awareness,
      // Tabs would otherwise hand each other changes past the counting, and presence past the server.
      disableBc: true,
      // The provider always schedules an attempt of its own; at once, it finds `shouldConnect` false and gives up.
      maxBackoffTime: 0,
      WebSocketPolyfill: gateWebSocket(WebSocket, {
        outgoing: (frame) => events.gate(frame),
        onUnreadable: events.onUnreadable,
      }),
    })
    this.#provider.on('connection-close', (event) => this.#onClose(event))
    this.#handleMessages()
  }

  /** Whether a change in the document came from the server. */
  isFromServer(origin: unknown): boolean {
    return origin === this.#provider
  }

  /** @throws where `url` does not end in the document id, or the WebSocket constructor refuses it or a subprotocol. */
  open(url: string, protocols: readonly string[]): void {
    const path = `/${this.#provider.roomname}`
    if (!url.endsWith(path)) throw new TypeError('the url of a ticket ends in the document id')
    // The provider appends the document id itself.
    this.#provider.serverUrl = url.slice(0, -path.length)
    this.#provider.protocols = [...protocols]
    this.#provider.connect()
  }

  /** Ends the socket, after a last frame that removes this page's presence. */
  close(): void {
    this.#isClosing = true
    this.#provider.disconnect()
    this.#isClosing = false
  }

  /** Asks the server for whatever this replica lacks. */
  askForState(): void {
    const frame = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, messageType.sync)
      writeSyncStep1(encoder, this.#provider.doc)
    })
    this.send(frame)
  }

  /** Sends a frame through the gate; nothing happens where no socket is open. */
  send(frame: Uint8Array): void {
    const { ws } = this.#provider
    if (ws !== null && ws.readyState === ws.OPEN) ws.send(frame as BufferSource)
  }

  destroy(): void {
    this.#isClosing = true
    this.#provider.destroy()
  }

  /** Order: the provider reads `shouldConnect` in a timer that it sets after this. */
  #onClose(event: CloseEvent | null): void {
    this.#provider.shouldConnect = false
    if (this.#isClosing) return
    this.#events.onEnd(event === null ? undefined : { code: event.code, reason: String(event.reason) })
  }

  #handleMessages(): void {
    const { messageHandlers: handlers } = this.#provider
    let isGreeted = false
    this.#provider.on('status', ({ status }) => {
      if (status !== 'connecting') return
      isGreeted = false
      this.#trace = undefined
    })
    const on = (type: number, handle: (...args: Parameters<MessageHandler>) => void) => {
      handlers[type] = (...args) => {
        if (!isGreeted && type !== messageType.hello) throw new Error(`message ${type} came before the hello`)
        isGreeted = true
        handle(...args)
      }
    }
    for (const [type, handler] of [...handlers].entries()) on(type, handler)
    on(messageType.sync, this.#reportServerState(handlers[messageType.sync] as MessageHandler))
    on(messageType.hello, (_, decoder) => this.#events.onHello(readHello(decoder)))
    on(messageType.acknowledgement, (_, decoder) => this.#events.onAcknowledgement(readAcknowledgement(decoder)))
    on(messageType.heartbeat, (_, decoder) => this.#events.onHeartbeat(readHeartbeat(decoder)))
    on(messageType.report, (_, decoder) => this.#events.onReport(readReport(decoder)))
    on(messageType.notice, (_, decoder) => {
      const notice = readNotice(decoder)
      if (notice !== undefined) this.#events.onNotice(notice)
    })
    on(messageType.trace, (_, decoder) => {
      this.#trace = readTrace(decoder)
    })
  }

  #reportServerState(handle: MessageHandler): MessageHandler {
    return (encoder, decoder, ...rest) => {
      const kind = decoding.peekVarUint(decoder)
      const onApplied = kind === syncType.step1 ? undefined : this.#followApplying(decoder.arr.length)
      handle(encoder, decoder, ...rest)
      onApplied?.()
      if (kind === syncType.step2) this.#events.onServerState()
    }
  }

  /** Undefined where what arrived belongs to no trace. */
  #followApplying(bytes: number): (() => void) | undefined {
    const trace = this.#trace
    this.#trace = undefined
    return trace && this.#traces?.arrived(trace, bytes)
  }
}

type MessageHandler = WebsocketProvider['messageHandlers'][number]
