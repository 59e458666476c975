import { messageType, readAcknowledgement, syncType } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import { writeSyncStep1, writeSyncStep2, writeUpdate } from 'y-protocols/sync'
import type * as Y from 'yjs'
import type { Invitation } from '../server/server-under-test.ts'

/** What a connection passes on; it decodes nothing else, so that the load costs this process little. */
export type Ears = {
  onUpdate?(update: Uint8Array): void
  /** The server's state, or what of it comes first. */
  onState?(update: Uint8Array): void
  /** Awareness: varUint count, each: varUint client id · varUint clock · varString state. */
  onAwareness?(entries: Uint8Array): void
  /** How many of the connection's messages are stored. */
  onStored?(count: number): void
}

const noPrefix = new Uint8Array()

/** A client that shakes hands as y-websocket's does, and applies nothing of what it hears. */
export class Connection {
  readonly #ws: WebSocket
  readonly #prefix: Uint8Array
  readonly #doc: Y.Doc
  readonly #ears: Ears
  #ended: string | undefined
  #onSynced: (() => void) | undefined

  private constructor({ url, protocols, prefix, greeting }: Invitation, doc: Y.Doc, ears: Ears) {
    this.#ws = new WebSocket(url, [...protocols])
    this.#prefix = prefix ?? noPrefix
    this.#doc = doc
    this.#ears = ears
    this.#ws.on('message', (message: Buffer) => this.#hear(message.subarray(this.#prefix.length)))
    this.#ws.on('open', () => {
      if (greeting) this.#ws.send(greeting)
      this.#sendSync((encoder) => writeSyncStep1(encoder, doc))
    })
  }

  /** Resolves when the server's state has been asked for and the server's own question answered. */
  static async open(invitation: Invitation, doc: Y.Doc, ears: Ears = {}): Promise<Connection> {
    const connection = new Connection(invitation, doc, ears)
    await new Promise<void>((resolve, reject) => {
      connection.#onSynced = resolve
      connection.#ws.on('error', reject)
      connection.#ws.on('close', (code) => {
        connection.#ended = `the server ended a connection with ${code}`
        reject(new Error(connection.#ended))
      })
    })
    return connection
  }

  sendUpdate(update: Uint8Array): void {
    // A scenario that lost a connection has measured something else than it says.
    if (this.#ended !== undefined) throw new Error(this.#ended)
    this.#sendSync((encoder) => writeUpdate(encoder, update))
  }

  sendAwareness(entries: Uint8Array): void {
    if (this.#ended !== undefined) throw new Error(this.#ended)
    const encoder = encoding.createEncoder()
    encoding.writeUint8Array(encoder, this.#prefix)
    encoding.writeVarUint(encoder, messageType.awareness)
    encoding.writeVarUint8Array(encoder, entries)
    this.#ws.send(encoding.toUint8Array(encoder))
  }

  get isOpen(): boolean {
    return this.#ended === undefined
  }

  /** What the server sends from now on waits on its side. */
  stopReading(): void {
    this.#ws.pause()
  }

  close(): void {
    this.#ws.terminate()
  }

  #hear(message: Buffer): void {
    const { onUpdate, onState, onStored, onAwareness } = this.#ears
    if (message[0] === messageType.awareness && onAwareness) {
      const decoder = decoding.createDecoder(message)
      decoding.readVarUint(decoder)
      onAwareness(decoding.readVarUint8Array(decoder))
    }
    if (message[0] === messageType.acknowledgement && onStored) {
      const decoder = decoding.createDecoder(message)
      decoding.readVarUint(decoder)
      onStored(readAcknowledgement(decoder).stored)
    }
    if (message[0] !== messageType.sync) return
    if (message[1] === syncType.update && onUpdate) onUpdate(readBytes(message))
    if (message[1] === syncType.step2 && onState) onState(readBytes(message))
    if (message[1] === syncType.step1) {
      this.#sendSync((encoder) => writeSyncStep2(encoder, this.#doc, readBytes(message)))
      this.#onSynced?.()
    }
  }

  #sendSync(write: (encoder: encoding.Encoder) => void): void {
    const encoder = encoding.createEncoder()
    encoding.writeUint8Array(encoder, this.#prefix)
    encoding.writeVarUint(encoder, messageType.sync)
    write(encoder)
    this.#ws.send(encoding.toUint8Array(encoder))
  }
}

/** Sync message: varUint type · varUint kind · varUint8Array bytes. */
function readBytes(message: Uint8Array): Uint8Array {
  const decoder = decoding.createDecoder(message)
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  return decoding.readVarUint8Array(decoder)
}
