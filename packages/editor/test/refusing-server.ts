import {
  closeTable,
  encodeAcknowledgement,
  encodeHello,
  limits,
  messageType,
  schemaVersion,
  subprotocol,
  syncType,
} from '@duplex/protocol'
import * as Y from 'yjs'

/** A sync server without a network, of which V4 is all the law; `doc` is what it has stored. */
export type RefusingServer = { readonly doc: Y.Doc; readonly WebSocket: typeof WebSocket; readonly refusals: number }

/** New structs under one of the `taken` ids end a connection with 4409. */
export function createRefusingServer(taken: ReadonlySet<number>): RefusingServer {
  const server = { doc: new Y.Doc(), refusals: 0 }

  class Socket extends EventTarget {
    readonly protocol = subprotocol
    readonly OPEN = 1
    readyState = 0
    binaryType = 'arraybuffer'
    onopen: (() => void) | null = null
    onmessage: ((event: { data: ArrayBuffer }) => void) | null = null
    onclose: ((event: { code: number; reason: string }) => void) | null = null
    #received = 0

    constructor() {
      super()
      setTimeout(() => this.#open())
    }

    send(frame: Uint8Array): void {
      if (frame[0] !== messageType.sync) return
      const bytes = readContent(frame)
      if (frame[1] === syncType.step1) this.#say(encodeSync('step2', Y.encodeStateAsUpdate(server.doc, bytes)))
      else this.#take(bytes)
    }

    close(code = 1000): void {
      if (this.readyState === 3) return
      this.readyState = 3
      setTimeout(() => this.onclose?.({ code, reason: '' }))
    }

    #open(): void {
      if (this.readyState === 3) return
      this.readyState = 1
      const { heartbeatMs, maxMessageBytes, maxAwarenessBytes, maxDocumentBytes } = limits
      const sizes = { maxMessageBytes, maxAwarenessBytes, maxDocumentBytes }
      this.#say(encodeHello({ node: 'n', role: 'editor', heartbeatMs, ...sizes, accessVersion: 1, schemaVersion }))
      this.#say(encodeSync('step1', Y.encodeStateVector(server.doc)))
      this.onopen?.()
    }

    #take(update: Uint8Array): void {
      const isOffence = ({ id, length }: { id: Y.ID; length: number }) =>
        taken.has(id.client) && id.clock + length > Y.getState(server.doc.store, id.client)
      if (Y.decodeUpdate(update).structs.some(isOffence)) {
        server.refusals++
        this.close(closeTable.clientIdTaken.code)
        return
      }
      Y.applyUpdate(server.doc, update)
      this.#received++
      const counts = { received: this.#received, stored: this.#received, seq: 1 }
      this.#say(encodeAcknowledgement({ ...counts, digest: new Uint8Array() }))
    }

    #say(message: Uint8Array): void {
      const data = message.slice().buffer
      setTimeout(() => {
        if (this.readyState === 1) this.onmessage?.({ data })
      })
    }
  }

  return Object.assign(server, { WebSocket: Socket as unknown as typeof WebSocket })
}

/** 0 · kind · varUint length · bytes */
function encodeSync(kind: keyof typeof syncType, bytes: Uint8Array): Uint8Array {
  const length: number[] = []
  for (let rest = bytes.length; length.length === 0 || rest > 0; rest >>>= 7)
    length.push(rest > 127 ? rest | 128 : rest)
  return new Uint8Array([messageType.sync, syncType[kind], ...length.map((byte) => byte & 255), ...bytes])
}

function readContent(frame: Uint8Array): Uint8Array {
  const lengthBytes = frame.subarray(2).findIndex((byte) => byte < 128) + 1
  return frame.subarray(2 + lengthBytes)
}
