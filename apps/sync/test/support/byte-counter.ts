import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A wire to a server that counts what passes, as TCP carries it. */
export type ByteCounter = {
  readonly port: number
  /** Bytes to the server, over all connections. */
  readonly up: number
  readonly down: number
  close(): void
}

export async function startByteCounter(targetPort: number): Promise<ByteCounter> {
  const sockets: Socket[] = []
  const count = { up: 0, down: 0 }
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1')
    sockets.push(near, far)
    for (const socket of [near, far]) socket.on('error', () => socket.destroy())
    near.on('data', (chunk) => {
      count.up += chunk.length
    })
    far.on('data', (chunk) => {
      count.down += chunk.length
    })
    near.pipe(far).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    get up() {
      return count.up
    },
    get down() {
      return count.down
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
