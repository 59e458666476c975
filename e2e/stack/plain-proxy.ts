import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What belongs to one connection, and so is not passed on (RFC 9110, 7.6.1). */
const hopByHop = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']

/** A proxy that knows HTTP and no WebSockets: what asks for one arrives as a plain request. */
export class PlainProxy {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** On a free port of the loopback, leading to `target`. */
  static async start(target: number): Promise<PlainProxy> {
    const server = createServer((from, to) => pass(target, from, to))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new PlainProxy(server)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

function pass(port: number, from: IncomingMessage, to: ServerResponse): void {
  const { method, url: path } = from
  const far = request({ host: '127.0.0.1', port, method, path, headers: withoutHops(from.headers) })
  far.on('error', () => to.destroy())
  to.on('close', () => far.destroy())
  far.on('response', (answer) => {
    to.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers))
    to.flushHeaders()
    answer.on('error', () => to.destroy())
    answer.pipe(to)
  })
  from.pipe(far)
}

function withoutHops(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)))
}
