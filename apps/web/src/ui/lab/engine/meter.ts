import { type Envelope, messageType, readEnvelope } from '@duplex/protocol'
import type { Wires } from '@duplex/protocol/client'
import { EventParser } from '@duplex/protocol/event-parser'
import { frameHeaderBytes, nothingCounted, type PageCount, subtractCounts } from './page-count.ts'

type Tally = { -readonly [Name in keyof PageCount]: PageCount[Name] }

/** Counts what goes over the wires of one client. */
export class Meter {
  readonly #tally: Tally = { ...nothingCounted }
  #before: PageCount = nothingCounted
  /** Of the visit that is under way: a message that is said or heard again has the number that it had. */
  #said = 0
  #heard = 0
  #beforeReport: PageCount = nothingCounted

  /** Since the first byte. */
  get count(): PageCount {
    return { ...this.#tally }
  }

  /** Since the newest connection, or visit, was begun. */
  get sinceConnected(): PageCount {
    return subtractCounts(this.#tally, this.#before)
  }

  /** The same, up to the newest report of the server on it. */
  get beforeReport(): PageCount {
    return this.#beforeReport
  }

  /** The same wires; what goes over them from now on is counted. */
  around({ openSocket, fetch }: Wires): Wires {
    return {
      openSocket: (url, protocols, events) => {
        this.#begin()
        this.#tally.requests++
        const carrier = openSocket(url, protocols, {
          ...events,
          onMessage: (message) => {
            this.#hearMessage(message)
            this.#tally.bytesDown += message.length + frameHeaderBytes(message.length, 'down')
            events.onMessage(message)
          },
        })
        return {
          send: (message) => {
            this.#tally.messagesUp++
            this.#tally.bytesUp += message.length + frameHeaderBytes(message.length, 'up')
            carrier.send(message)
          },
          close: () => carrier.close(),
        }
      },
      fetch: async (input, init) => {
        const path = String(input).replace(/^.*\/visit/, '')
        if (path === '') this.#begin()
        this.#tally.requests++
        if (init?.body instanceof Uint8Array) this.#say(init.body)
        const answer = await fetch(input, init)
        return init?.method === 'GET' && answer.ok ? this.#hear(answer, path) : this.#listen(answer)
      },
    }
  }

  #begin(): void {
    this.#before = this.count
    this.#said = 0
    this.#heard = 0
  }

  #say(body: Uint8Array): void {
    this.#tally.bytesUp += body.length
    const { first, messages } = readEnvelope(body)
    const newest = Math.max(this.#said, first + messages.length - 1)
    this.#tally.messagesUp += newest - this.#said
    this.#said = newest
  }

  #take({ first, messages }: Envelope): void {
    for (const message of messages.slice(Math.max(0, this.#heard + 1 - first))) {
      this.#heard++
      this.#hearMessage(message)
    }
  }

  /** The server counts before it says so: its report is no part of what it reports. */
  #hearMessage(message: Uint8Array): void {
    if (message[0] === messageType.report) this.#beforeReport = this.sinceConnected
    this.#tally.messagesDown++
  }

  #hear(answer: Response, path: string): Response {
    if (path === '/events') {
      const parser = new EventParser()
      return this.#listen(answer, (chunk) => {
        for (const { event, data } of parser.feed(chunk))
          if (event === 'message') this.#take(readEnvelope(fromBase64(data)))
      })
    }
    const chunks: Uint8Array[] = []
    return this.#listen(
      answer,
      (chunk) => void chunks.push(chunk),
      () => {
        const envelope = readEnvelope(join(chunks))
        this.#take(envelope)
        if (envelope.messages.length === 0) this.#tally.emptyAnswers++
      },
    )
  }

  /** The same answer; its bytes are counted as they are read. */
  #listen(answer: Response, onChunk?: (chunk: Uint8Array) => void, onEnd?: () => void): Response {
    if (answer.body === null) return answer
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        this.#tally.bytesDown += chunk.length
        onChunk?.(chunk)
        controller.enqueue(chunk)
      },
      flush: () => onEnd?.(),
    })
    const { status, statusText, headers } = answer
    return new Response(answer.body.pipeThrough(counting), { status, statusText, headers })
  }
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    joined.set(chunk, at)
    at += chunk.length
  }
  return joined
}
