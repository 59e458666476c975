import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'

/**
 * A TCP relay in front of one server, so that a test can cut the wire for real: a browser's own offline switch does
 * not reach its service worker.
 */
export class Gate {
  readonly #server: net.Server
  readonly #pairs = new Set<[Socket, Socket]>()
  #isOpen = true
  target: number
  /** As a proxy that knows no WebSockets: whoever asks for one on a new connection is refused. */
  refusesUpgrades = false

  private constructor(target: number) {
    this.target = target
    this.#server = net.createServer((client) => this.#join(client))
  }

  /** A gate on `port` (0: any free one) of the loopback, leading to `target`. */
  static async open(target: number, port = 0): Promise<Gate> {
    const gate = new Gate(target)
    gate.#server.listen(port, '127.0.0.1')
    await once(gate.#server, 'listening')
    return gate
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Ends every connection and refuses new ones until {@link mend}. */
  cut(): void {
    this.#isOpen = false
    for (const [client, server] of this.#pairs) {
      client.destroy()
      server.destroy()
    }
  }

  mend(): void {
    this.#isOpen = true
  }

  async close(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(client: Socket): void {
    if (!this.#isOpen) {
      client.destroy()
      return
    }
    const server = net.connect(this.target, '127.0.0.1')
    const pair: [Socket, Socket] = [client, server]
    this.#pairs.add(pair)
    const end = () => {
      client.destroy()
      server.destroy()
      this.#pairs.delete(pair)
    }
    for (const socket of pair) {
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
    client.once('data', (head: Buffer) => {
      if (this.refusesUpgrades && /^upgrade: websocket\r$/im.test(head.toString('latin1'))) {
        client.end(refusal)
        return
      }
      server.write(head)
      client.pipe(server)
    })
    server.pipe(client)
  }
}

const refusal = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
