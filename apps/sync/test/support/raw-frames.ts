import type { RawSocket } from './raw-upgrade.ts'

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

type FrameOptions = { readonly isLast?: boolean; readonly reservedBits?: number; readonly isMasked?: boolean }

/** A WebSocket frame as a client sends it, but for what the options say. The mask is 0, so the payload stays as it is. */
export function frameOf(
  kind: number,
  payload: Uint8Array,
  { isLast = true, reservedBits = 0, isMasked = true }: FrameOptions = {},
): Uint8Array {
  const first = (isLast ? 0x80 : 0) | (reservedBits << 4) | kind
  const mask = isMasked ? 0x80 : 0
  const size = payload.length
  const length =
    size < 126
      ? [mask | size]
      : size < 0x10000
        ? [mask | 126, size >> 8, size & 255]
        : [mask | 127, 0, 0, 0, 0, size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255]
  const head = [first, ...length, ...(isMasked ? [0, 0, 0, 0] : [])]
  const frame = new Uint8Array(head.length + size)
  frame.set(head)
  frame.set(payload, head.length)
  return frame
}

/** Sends it as one binary message. */
export function sendRaw({ socket }: RawSocket, message: Uint8Array): void {
  if (!socket.destroyed) socket.write(frameOf(opcode.binary, message))
}
