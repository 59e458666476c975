import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

export type TcpProxy = {
  /** The target's URL, by way of the proxy. */
  readonly url: string
  /** Breaks every connection and refuses new ones. */
  cut(): void
  /** Lets no byte through in either direction, and says nothing. */
  freeze(): void
  /** The target hears everything, and nothing that it says comes back. */
  mute(): void
  /** Each chunk takes `ms` on its way. */
  slow(ms: number): void
  /** Breaks every connection, of which the far end hears nothing. */
  strand(): void
  restore(): void
  /** New connections go there; those that are open are broken. */
  aim(targetUrl: string): void
  /** The same, where they went to `formerUrl`. */
  aimFrom(formerUrl: string, targetUrl: string): void
  close(): Promise<void>
}

const loopback = '127.0.0.1'

/** A wire to a database or a server that a test can cut. `host`: the address of this machine at which it listens. */
export async function startTcpProxy(targetUrl: string, host = loopback): Promise<TcpProxy> {
  let target = new URL(targetUrl)
  const pairs = new Set<readonly [Socket, Socket]>()
  const stranded = new Set<Socket>()
  let delayMs = 0
  let state: 'open' | 'cut' | 'frozen' | 'mute' = 'open'
  const hush = ([near, far]: readonly [Socket, Socket]) => {
    if (state === 'frozen') near.pause()
    if (state === 'frozen' || state === 'mute') far.pause()
  }
  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy()
      return
    }
    const far = connect(Number(target.port), target.hostname)
    const pair = [near, far] as const
    pairs.add(pair)
    for (const [from, to] of [pair, [far, near] as const]) {
      carry(from, to, () => delayMs)
      from.on('close', () => {
        if (!stranded.has(to)) to.destroy()
        stranded.delete(from)
        pairs.delete(pair)
      })
    }
    hush(pair)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const url = new URL(targetUrl)
  url.host = `${host}:${(server.address() as AddressInfo).port}`
  const all = () => [...pairs].flat()
  const destroyAll = () => {
    for (const socket of [...all(), ...stranded]) socket.destroy()
  }
  const aim = (otherUrl: string) => {
    target = new URL(otherUrl)
    destroyAll()
  }
  return {
    url: url.href,
    cut() {
      state = 'cut'
      destroyAll()
    },
    freeze() {
      state = 'frozen'
      pairs.forEach(hush)
    },
    mute() {
      state = 'mute'
      pairs.forEach(hush)
    },
    slow(ms) {
      delayMs = ms
    },
    strand() {
      for (const [near, far] of pairs) {
        stranded.add(far)
        far.pause()
        near.destroy()
      }
    },
    restore() {
      state = 'open'
      delayMs = 0
      for (const socket of all()) socket.resume()
    },
    aim,
    aimFrom(formerUrl, otherUrl) {
      if (target.host === new URL(formerUrl).host) aim(otherUrl)
    },
    async close() {
      server.close()
      destroyAll()
    },
  }
}

/** Chunks keep their order, whatever the delay of each. */
function carry(from: Socket, to: Socket, delayMs: () => number): void {
  let last: Promise<unknown> | undefined
  const write = (chunk: Buffer) => {
    if (!to.destroyed) to.write(chunk)
  }
  from.on('data', (chunk) => {
    if (last === undefined && delayMs() === 0) {
      write(chunk)
      return
    }
    const mine = Promise.resolve(last)
      .then(() => setTimeout(delayMs()))
      .then(() => {
        write(chunk)
        if (last === mine) last = undefined
      })
    last = mine
  })
  from.on('error', () => undefined)
}
