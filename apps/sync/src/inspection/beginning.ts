import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type HandshakeFact, subprotocol } from '@duplex/protocol'
import { headBytesOf, readTcpCounts } from './tcp-counts.ts'

/** RFC 6455, 4.2.2: proves that the server read the key, and so is one for WebSockets. No secret is in it. */
const acceptGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** What is remembered of a WebSocket's handshake: not the request, whose headers are a hundred times as large. */
export type Beginning = {
  readonly key: string
  readonly requestBytes: number
  readonly answerBytes: number
  /** What the TCP connection had carried before: a proxy may have used it for requests of others. */
  readonly readBefore: number
  readonly writtenBefore: number
}

/**
 * Begins where the request has been read, with `head` behind it, and nothing of the answer is written. The function
 * that this answers with is called when the answer is.
 */
export function watchBeginning(request: IncomingMessage, socket: Duplex, head: Uint8Array): () => Beginning {
  const { read, written } = readTcpCounts(socket)
  const requestBytes = headBytesOf(request)
  const key = request.headers['sec-websocket-key'] ?? ''
  return () => ({
    key,
    requestBytes,
    answerBytes: readTcpCounts(socket).written - written,
    readBefore: Math.max(0, read - head.length - requestBytes),
    writtenBefore: written,
  })
}

export function toHandshakeFact({ key, requestBytes, answerBytes }: Beginning, isExtended: boolean): HandshakeFact {
  const accept = createHash('sha1')
    .update(key + acceptGuid)
    .digest('base64')
  return { kind: 'handshake', key, accept, protocol: isExtended ? subprotocol : '', requestBytes, answerBytes }
}
