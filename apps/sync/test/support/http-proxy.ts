import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** What the proxy does to whom. Each may be changed at any time, and holds for what begins from then on. */
type Mischief = {
  /** `refuse`: no WebSocket is let through. `swallow`: each is, and nothing on it after the handshake. */
  upgrades: 'pass' | 'refuse' | 'swallow'
  /** Answers are passed on as a whole, once they have ended. */
  buffers: boolean
  /** Nothing of event streams is passed on any more, also of those that are under way. */
  holds: boolean
  /** Every connection is broken as soon as it asks for something. */
  isAway: boolean
  /** http://host:port */
  target: string
  /** Requests that have no answer after so many ms get 504. */
  cutsAfterMs: number
  /** The answers of so many POSTs to come are lost on their way, and their connections break. */
  lostAnswers: number
  /** POSTs are sent on twice. */
  repeats: boolean
}

export type HttpProxy = Mischief & {
  readonly httpUrl: string
  readonly wsUrl: string
  /** What was asked for, as "POST /visit/messages"; an upgrade is "UPGRADE". */
  readonly seen: readonly string[]
  /** Ends whatever is under way. */
  cut(): void
  close(): Promise<void>
}

/** An HTTP proxy that means well, until it is told otherwise. */
export async function startHttpProxy(targetUrl: string): Promise<HttpProxy> {
  const sockets = new Set<Duplex>()
  const seen: string[] = []
  const server = createServer()
  const proxy = {
    upgrades: 'pass',
    buffers: false,
    holds: false,
    isAway: false,
    target: targetUrl,
    cutsAfterMs: Number.POSITIVE_INFINITY,
    lostAnswers: 0,
    repeats: false,
    httpUrl: '',
    wsUrl: '',
    seen,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    close: () => closeAll(server, sockets),
  } as HttpProxy & { httpUrl: string; wsUrl: string }
  server.on('request', (from: IncomingMessage, to: ServerResponse) => {
    seen.push(proxy.isAway ? 'AWAY' : `${from.method} ${pathOf(from)}`)
    if (proxy.isAway) from.socket.destroy()
    else void passRequest(proxy, from, to)
  })
  server.on('upgrade', (from: IncomingMessage, socket: Socket) => {
    seen.push(proxy.isAway ? 'AWAY' : 'UPGRADE')
    if (proxy.isAway) socket.destroy()
    else passUpgrade(proxy, from, socket, (far) => keep(sockets, far))
  })
  server.on('connection', (socket) => keep(sockets, socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(proxy, { httpUrl: `http://${host}`, wsUrl: `ws://${host}/sync/v1` })
}

function keep(sockets: Set<Duplex>, socket: Duplex): void {
  sockets.add(socket)
  socket.on('error', () => undefined)
  socket.on('close', () => sockets.delete(socket))
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.replace(/^\/sync\/v1\/[^/]+/, '')
}

async function closeAll(server: Server, sockets: Set<Duplex>): Promise<void> {
  server.close()
  for (const socket of sockets) socket.destroy()
}

async function passRequest(proxy: Mischief, from: IncomingMessage, to: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of from) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const { port } = new URL(proxy.target)
  const ask = () => request({ port, host: '127.0.0.1', method: from.method, path: from.url, headers: from.headers })
  if (proxy.repeats && from.method === 'POST' && from.url?.endsWith('/messages')) ask().on('error', noop).end(body)
  const loses = from.method === 'POST' && proxy.lostAnswers > 0
  if (loses) proxy.lostAnswers--
  const far = ask()
  const late = proxy.cutsAfterMs < 1e9 ? setTimeout(() => end504(far, to), proxy.cutsAfterMs) : undefined
  far.on('error', () => to.destroy())
  far.on('response', (answer) => {
    clearTimeout(late)
    if (loses) {
      answer.resume().on('end', () => to.destroy())
      return
    }
    to.on('close', () => far.destroy())
    answer.on('error', () => to.destroy())
    to.on('error', noop)
    if (proxy.buffers) passWhole(answer, to)
    else {
      to.writeHead(answer.statusCode ?? 502, answer.headers)
      to.flushHeaders()
      answer.on('data', (chunk) => {
        if (!proxy.holds || !answer.headers['content-type']?.includes('event-stream')) to.write(chunk)
      })
      answer.on('end', () => to.end())
    }
  })
  far.end(body)
}

function end504(far: ReturnType<typeof request>, to: ServerResponse): void {
  far.on('error', noop)
  far.destroy()
  if (!to.headersSent) to.writeHead(504).end()
}

function passWhole(answer: IncomingMessage, to: ServerResponse): void {
  const chunks: Buffer[] = []
  answer.on('data', (chunk) => chunks.push(chunk))
  answer.on('end', () => {
    to.writeHead(answer.statusCode ?? 502, answer.headers)
    to.end(Buffer.concat(chunks))
  })
}

function passUpgrade(proxy: Mischief, from: IncomingMessage, near: Socket, onFar: (far: Socket) => void): void {
  if (proxy.upgrades === 'refuse') {
    near.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    return
  }
  const far = connect(Number(new URL(proxy.target).port), '127.0.0.1')
  onFar(far)
  const lines = from.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}`] : []))
  far.write(`GET ${from.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  near.on('close', () => far.destroy())
  far.on('close', () => near.destroy())
  if (proxy.upgrades === 'swallow') far.once('data', (head: Buffer) => near.write(headOf(head)))
  else far.pipe(near)
  near.pipe(far)
}

/** The handshake without the frames behind it. */
function headOf(data: Buffer): Buffer {
  return data.subarray(0, data.indexOf('\r\n\r\n') + 4)
}

function noop(): void {
  // What broke is seen by both sides.
}
