import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** Bytes of a TCP connection so far, those that wait to be sent among them. */
export type TcpCounts = { readonly read: number; readonly written: number }

/** A stream that is no socket counts nothing. */
export function readTcpCounts(socket: Duplex): TcpCounts {
  return socket instanceof Socket ? { read: socket.bytesRead, written: socket.bytesWritten } : { read: 0, written: 0 }
}

/** Bytes of the request line and the headers, as RFC 9112 writes them: one space after a colon, an empty line at the end. */
export function headBytesOf({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): number {
  const line = `${method} ${url} HTTP/${httpVersion}\r\n`
  // Each name is followed by ": ", each value by a line break. Node.js reads headers as Latin-1: a character is a byte.
  const headers = rawHeaders.reduce((sum, part) => sum + part.length + 2, 0)
  return Buffer.byteLength(line) + headers + 2
}
