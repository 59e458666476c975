import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

export type ListenGate = {
  /** The database's URL, by way of the gate. */
  readonly url: string
  /** What connections that listen for changes go through; all others do not. */
  readonly line: TcpProxy
  close(): Promise<void>
}

/** What a connection that listens for changes calls itself, in the first bytes that it sends. */
const listenerName = 'duplex-changes'

/** A database, of which a test can cut what listens for changes and leave all queries alone. */
export async function startListenGate(databaseUrl: string): Promise<ListenGate> {
  const line = await startTcpProxy(databaseUrl)
  const open = new Set<Socket>()
  const server = createServer((near) => {
    open.add(near)
    near.on('close', () => open.delete(near))
    near.on('error', () => undefined)
    near.once('data', (first) => {
      const target = new URL(first.includes(listenerName) ? line.url : databaseUrl)
      const far = connect(Number(target.port), target.hostname)
      far.on('error', () => undefined)
      far.on('close', () => near.destroy())
      near.on('close', () => far.destroy())
      far.write(first)
      near.pipe(far).pipe(near)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: url.href,
    line,
    async close() {
      server.close()
      for (const near of open) near.destroy()
      await line.close()
    },
  }
}
