import type { TransportName } from '@duplex/protocol/client'
import { difference } from '../report/measure.ts'
import { readCpuSeconds } from '../server/process-usage.ts'
import type { Invitation, ServerUnderTest } from '../server/server-under-test.ts'
import type { Traffic } from './load-commands.ts'
import { RemoteLoad } from './remote-load.ts'

/** What something took: the server's CPU, and what went over the wire of who writes and of who reads. */
export type Taken = {
  readonly ms: number
  /** Undefined where this system cannot tell. */
  readonly cpuSeconds: number | undefined
  readonly writer: Traffic
  readonly readers: Traffic
}

/** To join, where many do at once. */
const attempts = 3

/** One document of a server, somebody who writes in it, and others who read: all by one way, in two processes. */
export class WayUnderTest {
  readonly readers: RemoteLoad
  readonly #server: ServerUnderTest
  readonly #transport: TransportName
  readonly #documentId: string
  readonly #writer: RemoteLoad
  readonly #writerId: number
  #letters = 0
  #readerCount = 0

  private constructor(parts: {
    server: ServerUnderTest
    transport: TransportName
    documentId: string
    writer: RemoteLoad
    writerId: number
    readers: RemoteLoad
  }) {
    this.#server = parts.server
    this.#transport = parts.transport
    this.#documentId = parts.documentId
    this.#writer = parts.writer
    this.#writerId = parts.writerId
    this.readers = parts.readers
  }

  /** Both processes, and what they have open, end with `work`. */
  static async during<T>(
    server: ServerUnderTest,
    transport: TransportName,
    seed: number,
    work: (way: WayUnderTest) => Promise<T>,
  ): Promise<T> {
    const [writer, readers] = [RemoteLoad.start(), RemoteLoad.start()]
    try {
      const documentId = await server.addDocument()
      const invitations = await invite(server, documentId, attempts)
      const writerId = await writer.tell('write', { invitations, transport, seed })
      return await work(new WayUnderTest({ server, transport, documentId, writer, writerId, readers }))
    } finally {
      await Promise.all([writer.end(), readers.end()])
    }
  }

  async invite(count: number): Promise<Invitation[]> {
    return await invite(this.#server, this.#documentId, count)
  }

  /** Others join until there are so many. */
  async joinReaders(count: number): Promise<void> {
    const missing = Array.from({ length: count - this.#readerCount }, () => this.invite(attempts))
    const readers = await Promise.all(missing)
    this.#readerCount = count
    await this.readers.tell('read', { readers, transport: this.#transport, writerId: this.#writerId })
  }

  /** Resolves when each reader has each letter, with the ms that each of these took to each reader. */
  async type(perSecond: number, seconds: number): Promise<number[]> {
    const sentAt = await this.#writer.tell('type', { perSecond, seconds })
    const before = this.#letters
    this.#letters += sentAt.length
    const arrivedAt = await this.readers.tell('hear', { letters: this.#letters })
    return arrivedAt.flatMap((times) => sentAt.map((at, letter) => (times[before + letter] ?? Number.NaN) - at))
  }

  async watch(work: () => Promise<unknown>): Promise<Taken> {
    const before = await this.#look()
    const begin = performance.now()
    await work()
    const ms = performance.now() - begin
    const after = await this.#look()
    return {
      ms,
      cpuSeconds: difference(before.cpuSeconds, after.cpuSeconds),
      writer: subtract(after.writer, before.writer),
      readers: subtract(after.readers, before.readers),
    }
  }

  async leave(): Promise<void> {
    await Promise.all([this.#writer.tell('leave'), this.readers.tell('leave')])
  }

  async #look() {
    const [writer, readers] = await Promise.all([this.#writer.tell('count'), this.readers.tell('count')])
    return { cpuSeconds: readCpuSeconds(this.#server.pid), writer, readers }
  }
}

async function invite(server: ServerUnderTest, documentId: string, count: number): Promise<Invitation[]> {
  return await Promise.all(Array.from({ length: count }, () => server.invite(documentId)))
}

/** What was added meanwhile. */
function subtract(after: Traffic, before: Traffic): Traffic {
  return { up: after.up - before.up, down: after.down - before.down, requests: after.requests - before.requests }
}
