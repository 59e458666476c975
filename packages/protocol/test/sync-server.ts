import type { AddressInfo } from 'node:net'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { writeSyncStep1, writeSyncStep2, writeUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import {
  type Acknowledgement,
  digestStateVector,
  encodeAcknowledgement,
  encodeHello,
  type Hello,
  limits,
  messageType,
  schemaVersion,
  subprotocol,
  syncType,
} from '../src/index.ts'

const defaultHello: Hello = {
  node: 'test',
  role: 'editor',
  heartbeatMs: limits.heartbeatMs,
  maxMessageBytes: limits.maxMessageBytes,
  maxAwarenessBytes: limits.maxAwarenessBytes,
  maxDocumentBytes: limits.maxDocumentBytes,
  accessVersion: 1,
  schemaVersion,
}

/** What PROTOCOL.md asks of a server towards one client, small enough to be read in one go; it stores in memory. */
export type TestServer = {
  url: string
  /** The committed state. */
  doc: Y.Doc
  peers: Peer[]
  /** `hold` keeps what arrives received and not stored, until `commit`. */
  mode: 'commit' | 'hold'
  /** Which messages of a connection it refuses, counted from 0, whatever they hold. */
  refused: ReadonlySet<number>
  hello: Hello
  /** Replaces the whole greeting of later connections. */
  greet: ((peer: Peer) => void) | undefined
  /** Lets the server lie about its state. */
  digest: () => Uint8Array
  /** Of the newest connection. */
  peer(): Peer
  commit(): void
  close(): Promise<void>
}

/** The server's end of one connection. */
class Peer {
  readonly socket: WebSocket
  readonly path: string
  readonly protocols: string
  readonly #server: TestServer
  /** Numbered messages of this connection, in order. */
  readonly inbox: { kind: 'step2' | 'update'; bytes: Uint8Array; isGap: boolean }[] = []
  readonly presence: Uint8Array[] = []
  step1s = 0
  stored = 0
  /** Its own step 1 messages that are not answered. */
  #questions = 0

  constructor(server: TestServer, socket: WebSocket, path: string, protocols: string) {
    this.#server = server
    this.socket = socket
    this.path = path
    this.protocols = protocols
    socket.on('message', (data: RawData) => this.#read(new Uint8Array(data as Buffer)))
    socket.on('error', (error) => this.errors.push(error))
  }

  readonly errors: Error[] = []

  send(frame: Uint8Array): void {
    this.socket.send(frame)
  }

  greet(): void {
    this.send(encodeHello(this.#server.hello))
    this.sendStep1()
  }

  sendStep1(): void {
    this.#questions++
    this.#sendSync((encoder) => writeSyncStep1(encoder, this.#server.doc))
  }

  sendUpdate(update: Uint8Array): void {
    this.#sendSync((encoder) => writeUpdate(encoder, update))
  }

  acknowledge(acknowledgement: Partial<Acknowledgement> = {}): void {
    const received = this.#held
    this.send(
      encodeAcknowledgement({ received, stored: this.stored, seq: 0, digest: new Uint8Array(), ...acknowledgement }),
    )
  }

  /** V3: a message that does not continue what the room has counts as neither received nor stored. */
  get #held(): number {
    const answer = this.inbox.findLastIndex((message) => message.kind === 'step2' && !message.isGap)
    const gap = this.inbox.findIndex((message, i) => i > answer && message.isGap)
    return gap === -1 ? this.inbox.length : gap
  }

  commit(): void {
    for (const { bytes, isGap } of this.inbox.slice(this.stored, this.#held)) {
      if (!isGap) Y.applyUpdate(this.#server.doc, bytes, this)
    }
    this.stored = this.#held
    this.acknowledge({ digest: this.#server.digest() })
  }

  #sendSync(write: (encoder: encoding.Encoder) => void): void {
    this.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, messageType.sync)
        write(encoder)
      }),
    )
  }

  #read(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    if (type === messageType.awareness) this.presence.push(decoding.readVarUint8Array(decoder))
    if (type !== messageType.sync) return
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind === syncType.step1) this.#answer(bytes)
    else this.#take(kind === syncType.step2 ? 'step2' : 'update', bytes)
  }

  #answer(stateVector: Uint8Array): void {
    this.step1s += 1
    this.#sendSync((encoder) => writeSyncStep2(encoder, this.#server.doc, stateVector))
    this.acknowledge({ digest: this.#server.digest() })
  }

  #take(kind: 'step2' | 'update', bytes: Uint8Array): void {
    const have = Y.decodeStateVector(Y.encodeStateVector(this.#server.doc))
    for (const message of this.inbox.slice(this.stored)) {
      for (const [client, clock] of Y.parseUpdateMeta(message.bytes).to) have.set(client, clock)
    }
    const leavesGap = [...Y.parseUpdateMeta(bytes).from].some(([client, clock]) => clock > (have.get(client) ?? 0))
    const isGap = leavesGap || this.#server.refused.has(this.inbox.length)
    this.inbox.push({ kind, bytes, isGap })
    if (kind === 'step2' && this.#questions > 0) this.#questions--
    if (isGap && this.#questions === 0) this.sendStep1()
    else if (isGap) return
    else if (this.#server.mode === 'commit') this.commit()
    else this.acknowledge()
  }
}

export async function startSyncServer(): Promise<TestServer> {
  const sockets = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  })
  await new Promise<void>((resolve) => sockets.once('listening', resolve))
  const doc = new Y.Doc()
  const server: TestServer = {
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/sync/v1`,
    doc,
    peers: [],
    mode: 'commit',
    refused: new Set(),
    hello: defaultHello,
    greet: undefined,
    digest: () => digestStateVector(Y.decodeStateVector(Y.encodeStateVector(doc))),
    peer() {
      const newest = server.peers.at(-1)
      if (newest === undefined) throw new Error('nobody has connected')
      return newest
    },
    commit() {
      for (const peer of server.peers) if (peer.socket.readyState === peer.socket.OPEN) peer.commit()
    },
    close: () => closeAll(sockets, doc),
  }
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    for (const peer of server.peers) if (peer !== origin && peer.socket.readyState === 1) peer.sendUpdate(update)
  })
  sockets.on('connection', (socket, request) => {
    const peer = new Peer(server, socket, request.url ?? '', request.headers['sec-websocket-protocol'] ?? '')
    server.peers.push(peer)
    if (server.greet) server.greet(peer)
    else peer.greet()
  })
  return server
}

async function closeAll(sockets: WebSocketServer, doc: Y.Doc): Promise<void> {
  for (const socket of sockets.clients) socket.terminate()
  await new Promise<void>((resolve) => sockets.close(() => resolve()))
  doc.destroy()
}
