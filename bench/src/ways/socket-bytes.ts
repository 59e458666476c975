import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** Node.js tells of each socket that this process opens, whoever in it does. */
const channel = 'net.client.socket'

/** Bytes that went through the sockets of this process since it began to count, headers included, TCP's own not. */
export class SocketBytes {
  readonly #open = new Set<Socket>()
  #up = 0
  #down = 0

  constructor() {
    subscribe(channel, this.#onSocket)
  }

  get up(): number {
    return [...this.#open].reduce((sum, { bytesWritten }) => sum + bytesWritten, this.#up)
  }

  get down(): number {
    return [...this.#open].reduce((sum, { bytesRead }) => sum + bytesRead, this.#down)
  }

  readonly #onSocket = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket }
    this.#open.add(socket)
    socket.once('close', () => {
      this.#open.delete(socket)
      this.#up += socket.bytesWritten
      this.#down += socket.bytesRead
    })
  }
}
