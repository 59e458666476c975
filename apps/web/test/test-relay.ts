import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** Passes TCP on to a port of this machine, and knows how many bytes that were. */
export type TestRelay = {
  readonly port: number
  readonly up: number
  readonly down: number
  close(): void
}

export async function startRelay(targetPort: number): Promise<TestRelay> {
  const sockets = new Set<Socket>()
  const count = { up: 0, down: 0 }
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket.setNoDelay(true))
      socket.on('error', () => undefined)
    }
    near.on('data', (bytes) => {
      count.up += bytes.length
    })
    far.on('data', (bytes) => {
      count.down += bytes.length
    })
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    near.pipe(far).pipe(near)
  }).listen(0, '127.0.0.1')
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
