import type { ServerResponse } from 'node:http'
import { type Envelope, encodeEnvelope, limits } from '@duplex/protocol'
import { readTcpCounts } from '../../inspection/tcp-counts.ts'
import type { Carrier, Ending, Visit } from '../visit.ts'
import { headersFor } from './answer.ts'
import { toProblem } from './problem.ts'

/** Some proxies and scanners pass nothing on before they have so much. */
export const padding = `:${' '.repeat(2048)}\n\n`

/** An answer that never ends: each event is an envelope, and its id the number of its last message. */
export function openEventStream(
  visit: Visit,
  after: number,
  response: ServerResponse,
  origin: string | undefined,
): void {
  response.writeHead(200, { ...headersFor(origin), 'content-type': 'text/event-stream' })
  const stream = new EventStream(visit, after, response)
  const detach = visit.attach(stream)
  response.on('drain', () => stream.pump())
  response.on('close', detach)
  // Heard by `close`, which follows; unheard, it would end the process.
  response.on('error', detach)
  stream.start()
}

class EventStream implements Carrier {
  private isDue = false

  constructor(
    private readonly visit: Visit,
    /** Number of the newest message that was written. */
    private sent: number,
    private readonly response: ServerResponse,
  ) {}

  /** The first event comes at once, news or not: who hears nothing has a proxy that keeps it to itself. */
  start(): void {
    this.put(padding, 0)
    this.write(this.visit.take(this.sent, limits.maxCarriedBytes))
    this.pump()
  }

  /** Writes what there is, as far as the client reads; the rest waits in the visit, where it is counted and shared. */
  pump(): void {
    while (!this.response.writableEnded && !this.response.writableNeedDrain) {
      const envelope = this.visit.take(this.sent, limits.maxCarriedBytes)
      if (envelope.messages.length === 0) return
      this.write(envelope)
    }
  }

  onNews(): void {
    if (this.isDue) return
    this.isDue = true
    // What is said to one client in one turn of the event loop goes into one event.
    setImmediate(() => {
      this.isDue = false
      this.pump()
    })
  }

  onPing(): void {
    if (!this.response.writableNeedDrain) this.put(':\n\n', 0)
  }

  onEnded(ending: Ending): void {
    this.response.end(`event: close\ndata: ${JSON.stringify(toProblem(ending))}\n\n`)
  }

  onReplaced(): void {
    this.response.end()
  }

  private write(envelope: Envelope): void {
    this.sent = envelope.first + envelope.messages.length - 1
    const data = Buffer.from(encodeEnvelope(envelope)).toString('base64')
    this.put(`id: ${this.sent}\ndata: ${data}\n\n`, envelope.messages.length)
  }

  private put(text: string, messages: number): void {
    const before = this.visit.isInspected ? this.written : undefined
    this.response.write(text)
    if (before !== undefined) this.visit.onWritten(this.written - before, messages)
  }

  private get written(): number {
    const { socket } = this.response
    return socket ? readTcpCounts(socket).written : 0
  }
}
