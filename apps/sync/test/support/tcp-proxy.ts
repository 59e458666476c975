import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type TcpProxy = {
  /** The target's URL, by way of the proxy. */
  readonly url: string
  /** Breaks every connection and refuses new ones. */
  cut(): void
  /** Lets no byte through in either direction, and says nothing. */
  freeze(): void
  restore(): void
  close(): Promise<void>
}

/** A wire to a database that a test can cut. */
export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl)
  const pairs = new Set<readonly [Socket, Socket]>()
  let state: 'open' | 'cut' | 'frozen' = 'open'
  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy()
      return
    }
    const far = connect(Number(target.port), target.hostname)
    const pair = [near, far] as const
    pairs.add(pair)
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (chunk) => void to.write(chunk))
      from.on('error', () => undefined)
      from.on('close', () => {
        to.destroy()
        pairs.delete(pair)
      })
      if (state === 'frozen') from.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(targetUrl)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const all = () => [...pairs].flat()
  return {
    url: url.href,
    cut() {
      state = 'cut'
      for (const socket of all()) socket.destroy()
    },
    freeze() {
      state = 'frozen'
      for (const socket of all()) socket.pause()
    },
    restore() {
      state = 'open'
      for (const socket of all()) socket.resume()
    },
    async close() {
      server.close()
      for (const socket of all()) socket.destroy()
    },
  }
}
