import type { Duplex } from 'node:stream'

/** Shorter payloads are copied behind their header; to copy a longer one costs more than a second chunk. */
const maxCopiedBytes = 16 * 1024
/** FIN, and the opcode of binary messages. */
export const wholeBinary = 0x82

/**
 * Writes whole binary messages as server frames (RFC 6455, 5.2: unmasked, one frame each), one writer for all
 * sockets of a server. What goes to everybody in a room comes here once for each of them, one right after the other,
 * and is framed once. What one turn of the event loop writes to a socket goes to the operating system in one call:
 * the call is most of what a message costs.
 */
export class FrameWriter {
  private last: { readonly message: Uint8Array; readonly chunks: readonly Uint8Array[] } | undefined
  private corked: Duplex[] = []

  /** `message` may be shared with other sockets, and must not be changed afterwards. */
  write(socket: Duplex, message: Uint8Array): void {
    if (socket.writableCorked === 0) this.cork(socket)
    for (const chunk of this.frame(message)) socket.write(chunk)
  }

  private cork(socket: Duplex): void {
    socket.cork()
    if (this.corked.push(socket) === 1) process.nextTick(() => this.uncork())
  }

  private uncork(): void {
    const { corked } = this
    this.corked = []
    for (const socket of corked) socket.uncork()
  }

  private frame(message: Uint8Array): readonly Uint8Array[] {
    if (this.last?.message === message) return this.last.chunks
    const chunks = encodeFrame(message)
    // A document of megabytes is its room's to keep.
    this.last = message.length <= maxCopiedBytes ? { message, chunks } : undefined
    return chunks
  }
}

function encodeFrame(message: Uint8Array): readonly Uint8Array[] {
  const header = encodeHeader(message.length)
  return message.length > maxCopiedBytes ? [header, message] : [Buffer.concat([header, message])]
}

/** Of a frame that is not masked. The length takes 7 bits; or 126 and 16 bits; or 127 and 64 bits. */
export function headerBytesOf(length: number): 2 | 4 | 10 {
  if (length < 126) return 2
  return length < 65_536 ? 4 : 10
}

function encodeHeader(length: number): Buffer {
  if (length < 126) return Buffer.from([wholeBinary, length])
  const header = Buffer.alloc(headerBytesOf(length))
  header.writeUInt8(wholeBinary)
  header.writeUInt8(length < 65_536 ? 126 : 127, 1)
  // The upper 16 of the 64 bits stay zero.
  if (length < 65_536) header.writeUInt16BE(length, 2)
  else header.writeUIntBE(length, 4, 6)
  return header
}
