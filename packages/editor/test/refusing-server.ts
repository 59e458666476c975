import {
  closeTable,
  encodeAcknowledgement,
  encodeHello,
  limits,
  messageType,
  schemaVersion,
  syncType,
} from '@duplex/protocol'
import type { OpenCarrier } from '@duplex/protocol/client'
import * as Y from 'yjs'

/** A sync server without a network, of which V4 is all the law; `doc` is what it has stored. */
export type RefusingServer = { readonly doc: Y.Doc; readonly openSocket: OpenCarrier; readonly refusals: number }

/** New structs under one of the `taken` ids end a connection with 4409. */
export function createRefusingServer(taken: ReadonlySet<number>): RefusingServer {
  const server = { doc: new Y.Doc(), refusals: 0 }
  const openSocket: OpenCarrier = (_url, _protocols, events) => {
    let isOpen = true
    let received = 0
    const say = (message: Uint8Array) => void setTimeout(() => isOpen && events.onMessage(message))
    const take = (update: Uint8Array) => {
      if (isOffence(update, server.doc, taken)) {
        server.refusals++
        isOpen = false
        setTimeout(() => events.onClose(closeTable.clientIdTaken.code, ''))
        return
      }
      Y.applyUpdate(server.doc, update)
      received++
      say(encodeAcknowledgement({ received, stored: received, seq: 1, digest: new Uint8Array() }))
    }
    setTimeout(() => {
      if (!isOpen) return
      // Order: a client speaks as soon as it is open, and the answer may not come before the hello.
      greet(server.doc, say)
      events.onOpen()
    })
    return {
      send(frame) {
        if (!isOpen || frame[0] !== messageType.sync) return
        const bytes = readContent(frame)
        if (frame[1] === syncType.step1) say(encodeSync('step2', Y.encodeStateAsUpdate(server.doc, bytes)))
        else take(bytes)
      },
      close() {
        isOpen = false
      },
    }
  }
  return Object.assign(server, { openSocket })
}

function isOffence(update: Uint8Array, doc: Y.Doc, taken: ReadonlySet<number>): boolean {
  return Y.decodeUpdate(update).structs.some(
    ({ id, length }) => taken.has(id.client) && id.clock + length > Y.getState(doc.store, id.client),
  )
}

function greet(doc: Y.Doc, say: (message: Uint8Array) => void): void {
  const { heartbeatMs, maxMessageBytes, maxAwarenessBytes, maxDocumentBytes } = limits
  const sizes = { maxMessageBytes, maxAwarenessBytes, maxDocumentBytes }
  say(encodeHello({ node: 'n', role: 'editor', heartbeatMs, ...sizes, accessVersion: 1, schemaVersion }))
  say(encodeSync('step1', Y.encodeStateVector(doc)))
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
