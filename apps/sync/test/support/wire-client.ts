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
  readReport,
  readTrace,
  subprotocol,
  ticketProtocolPrefix,
  type WireReport,
} from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { encodeSync } from '../../src/room/frames.ts'
import { until } from './until.ts'

export type AwarenessState = {
  readonly clientId: number
  readonly clock: number
  readonly state: Record<string, unknown> | null
}

export type Heard =
  | ({ readonly kind: 'hello' } & Hello)
  | ({ readonly kind: 'acknowledgement' } & Acknowledgement)
  | ({ readonly kind: 'heartbeat' } & Heartbeat)
  | { readonly kind: 'notice'; readonly notice: Notice | undefined }
  | ({ readonly kind: 'report' } & WireReport)
  | { readonly kind: 'trace'; readonly trace: Uint8Array }
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2'; readonly update: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly states: readonly AwarenessState[] }

export type WireOptions = {
  readonly headers?: Record<string, string>
  /** `stock`: ticket in the query and no subprotocol. */
  readonly manner?: 'extended' | 'stock'
  /** A document that was there before, as after a reconnect. */
  readonly doc?: Y.Doc
}

/** A client that shows every message as it came. With a document it also syncs, as a stock client would. */
export class WireClient {
  readonly heard: Heard[] = []
  readonly ws: WebSocket
  readonly doc: Y.Doc
  closed: { readonly code: number; readonly reason: string } | undefined
  /** Step 2 and update messages sent, as the server counts them. */
  sent = 0
  private isSyncing = false

  constructor(wsUrl: string, documentId: string, ticket: string | undefined, options: WireOptions = {}) {
    this.doc = options.doc ?? new Y.Doc()
    const isStock = options.manner === 'stock'
    const query = isStock && ticket !== undefined ? `?ticket=${ticket}` : ''
    const protocols = isStock ? [] : [subprotocol, ...(ticket === undefined ? [] : [ticketProtocolPrefix + ticket])]
    this.ws = new WebSocket(`${wsUrl}/${documentId}${query}`, protocols, { headers: options.headers })
    this.ws.binaryType = 'nodebuffer'
    this.ws.on('message', (data: Buffer) => this.hear(new Uint8Array(data)))
    this.ws.on('error', (error) => this.heardError.push(error))
    this.ws.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() }
    })
    this.doc.on('update', (update: Uint8Array, by: unknown) => {
      if (by !== this && this.isSyncing) this.send(encodeSync('update', update))
    })
  }

  readonly heardError: Error[] = []

  async opened(): Promise<this> {
    await until('the socket is open', () => this.ws.readyState === WebSocket.OPEN)
    return this
  }

  /** Sends a step 1, answers the server's, and from then on sends every local change. */
  async sync(): Promise<this> {
    await this.opened()
    this.startSyncing()
    await until('the document is synced', () => this.of('step2').length > 0 && this.of('step1').length > 0)
    return this
  }

  /** As `sync`, once the socket is open, without waiting for an answer. */
  startSyncing(): void {
    this.isSyncing = true
    this.send(encodeSync('step1', Y.encodeStateVector(this.doc)))
  }

  send(message: Uint8Array): void {
    if (message[0] === messageType.sync && message[1] !== 0) this.sent++
    this.ws.send(message)
  }

  of<K extends Heard['kind']>(kind: K): Extract<Heard, { kind: K }>[] {
    return this.heard.filter((heard): heard is Extract<Heard, { kind: K }> => heard.kind === kind)
  }

  get ack(): Acknowledgement | undefined {
    return this.of('acknowledgement').at(-1)
  }

  get text(): Y.Text {
    return this.doc.getText('default')
  }

  /** Everything sent so far is acknowledged as stored. */
  stored(deadlineMs?: number): Promise<unknown> {
    return until('all is stored', () => this.ack?.stored === this.sent, deadlineMs)
  }

  async ended(deadlineMs?: number): Promise<number> {
    return (await until('the connection has ended', () => this.closed, deadlineMs)).code
  }

  end(): void {
    this.isSyncing = false
    this.ws.close()
  }

  terminate(): void {
    this.isSyncing = false
    this.ws.terminate()
  }

  private hear(message: Uint8Array): void {
    const heard = readHeard(message)
    this.heard.push(heard)
    if (!this.isSyncing) return
    if (heard.kind === 'step2' || heard.kind === 'update') Y.applyUpdate(this.doc, heard.update, this)
    if (heard.kind === 'step1') this.send(encodeSync('step2', Y.encodeStateAsUpdate(this.doc, heard.stateVector)))
  }
}

function readHeard(message: Uint8Array): Heard {
  const decoder = decoding.createDecoder(message)
  switch (decoding.readVarUint(decoder)) {
    case messageType.sync: {
      const kind = (['step1', 'step2', 'update'] as const)[decoding.readVarUint(decoder)] ?? 'update'
      const bytes = decoding.readVarUint8Array(decoder)
      return kind === 'step1' ? { kind, stateVector: bytes } : { kind, update: bytes }
    }
    case messageType.awareness:
      return { kind: 'awareness', states: readStates(decoding.readVarUint8Array(decoder)) }
    case messageType.hello:
      return { kind: 'hello', ...readHello(decoder) }
    case messageType.acknowledgement:
      return { kind: 'acknowledgement', ...readAcknowledgement(decoder) }
    case messageType.heartbeat:
      return { kind: 'heartbeat', ...readHeartbeat(decoder) }
    case messageType.notice:
      return { kind: 'notice', notice: readNotice(decoder) }
    case messageType.report:
      return { kind: 'report', ...readReport(decoder) }
    case messageType.trace:
      return { kind: 'trace', trace: readTrace(decoder) }
    default:
      throw new Error('the server sent a message of no known type')
  }
}

function readStates(payload: Uint8Array): AwarenessState[] {
  const decoder = decoding.createDecoder(payload)
  return Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    clientId: decoding.readVarUint(decoder),
    clock: decoding.readVarUint(decoder),
    state: JSON.parse(decoding.readVarString(decoder)),
  }))
}
