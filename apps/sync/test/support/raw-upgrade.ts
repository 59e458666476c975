import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { until } from './until.ts'

/** A WebSocket whose every byte the test writes, after a handshake that was answered. */
export type RawSocket = {
  readonly socket: Socket
  /** Close code in the server's close frame, once it came. */
  readonly closeCode: number | undefined
  readonly isGone: boolean
}

const randomKey = () => randomBytes(16).toString('base64')

/** Asks for a WebSocket and waits for nothing. */
export function startRaw(port: number, path: string, key = randomKey()): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  )
  return socket
}

export async function openRaw(port: number, path: string, { key = randomKey() } = {}): Promise<RawSocket> {
  const socket = startRaw(port, path, key)
  let received = Buffer.alloc(0)
  let isGone = false
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
  })
  socket.on('close', () => {
    isGone = true
  })
  await until('the handshake is answered', () => received.includes('\r\n\r\n'))
  const start = received.indexOf('\r\n\r\n') + 4
  return {
    socket,
    get closeCode() {
      return readCloseCode(received.subarray(start))
    },
    get isGone() {
      return isGone
    },
  }
}

/** Frames of a server are not masked. */
function readCloseCode(frames: Buffer): number | undefined {
  for (let at = 0; at + 2 <= frames.length; ) {
    const length = (frames[at + 1] ?? 0) & 0x7f
    const header = length === 126 ? 4 : length === 127 ? 10 : 2
    const size =
      length === 126 ? frames.readUInt16BE(at + 2) : length === 127 ? Number(frames.readBigUInt64BE(at + 2)) : length
    if (((frames[at] ?? 0) & 0x0f) === 8) return frames.readUInt16BE(at + header)
    at += header + size
  }
  return undefined
}
