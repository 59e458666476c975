import { closeTable } from '../../close-codes.ts'
import { type Envelope, encodeEnvelope, readEnvelope } from '../../envelope.ts'
import type { Clock } from '../clock.ts'

/** The server ended the visit, or refused it. `code` and `reason` as in a close frame. */
export class VisitEnded extends Error {
  override readonly name = 'VisitEnded'
  readonly code: number
  readonly reason: string

  constructor(code: number, reason: string) {
    super(`the visit ended with ${code}`)
    this.code = code
    this.reason = reason
  }
}

/** An answer that is not of a sync server, or none that makes sense. */
class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer'
}

/** From a request to the last byte of its answer, not counting how long the server may hold it. */
export const maxRequestMs = 10_000
/** How long the server may hold a question: less than the 30 s after which the strictest proxies cut. */
export const holdSeconds = 20

export type SayManner = {
  /** These are the last words of the visit. */
  readonly isLast: boolean
  /** The page may be gone before the answer. A browser takes 64 KiB of such. */
  readonly keepalive: boolean
}

type RequestParts = {
  /** Of the document's socket, as the ticket came with it. */
  url: string
  fetch: typeof fetch
  clock: Clock
}

type Request = { path: string; method: 'GET' | 'POST'; headers?: Record<string, string>; body?: Uint8Array }

/** The requests of one visit. Each throws {@link VisitEnded} where the server says so, and anything else where it fails. */
export class VisitRequests {
  readonly #parts: RequestParts
  readonly #url: string
  #token = ''

  constructor(parts: RequestParts) {
    this.#parts = parts
    this.#url = `${parts.url.replace(/^ws/, 'http')}/visit`
  }

  async open(ticket: string, signal: AbortSignal): Promise<void> {
    this.#token = ticket
    const bytes = await this.#exchange({ path: '', method: 'POST' }, maxRequestMs, signal)
    const { key } = JSON.parse(new TextDecoder().decode(bytes)) as { key?: unknown }
    if (typeof key !== 'string') throw new UnexpectedAnswer('the answer holds no key')
    this.#token = key
  }

  async say(envelope: Envelope, { isLast, keepalive }: SayManner, signal?: AbortSignal): Promise<Envelope> {
    const headers = { 'content-type': 'application/octet-stream', ...(isLast ? { 'duplex-end': '1' } : {}) }
    const request = { path: '/messages', method: 'POST', headers, body: encodeEnvelope(envelope) } as const
    return readEnvelope(await this.#exchange(request, maxRequestMs, signal, keepalive))
  }

  /** What the server has behind message `after`. `hold`: it may wait until there is something. */
  async ask(after: number, manner: 'hold' | 'at-once', signal: AbortSignal): Promise<Envelope> {
    const wait: Record<string, string> = manner === 'hold' ? { prefer: `wait=${holdSeconds}` } : {}
    const headers = { 'last-event-id': String(after), ...wait }
    const maxMs = maxRequestMs + (manner === 'hold' ? holdSeconds * 1000 : 0)
    return readEnvelope(await this.#exchange({ path: '/messages', method: 'GET', headers }, maxMs, signal))
  }

  /** The chunks of an event stream that begins behind message `after`; it ends when `signal` says so. */
  async listen(after: number, signal: AbortSignal): Promise<ReadableStreamDefaultReader<Uint8Array>> {
    const headers = { accept: 'text/event-stream', 'last-event-id': String(after) }
    const { body } = await this.#fetch({ path: '/events', method: 'GET', headers }, signal, false)
    if (body === null) throw new UnexpectedAnswer('the answer has no body')
    return body.getReader()
  }

  async #exchange(request: Request, maxMs: number, signal?: AbortSignal, keepalive = false): Promise<Uint8Array> {
    const ending = new AbortController()
    const stop = () => ending.abort()
    const cancel = this.#parts.clock.after(maxMs, stop)
    signal?.addEventListener('abort', stop)
    try {
      signal?.throwIfAborted()
      const answer = await this.#fetch(request, ending.signal, keepalive)
      return new Uint8Array(await answer.arrayBuffer())
    } finally {
      cancel()
      signal?.removeEventListener('abort', stop)
    }
  }

  async #fetch({ path, method, headers, body }: Request, signal: AbortSignal, keepalive: boolean): Promise<Response> {
    const answer = await this.#parts.fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...headers },
      ...(body === undefined ? {} : { body: body as BufferSource }),
      signal,
      keepalive,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
    })
    if (answer.ok) return answer
    throw await toError(answer)
  }
}

async function toError(answer: Response): Promise<Error> {
  if (answer.headers.get('content-type') === 'application/problem+json') {
    const { code, detail } = (await answer.json()) as { code?: unknown; detail?: unknown }
    if (typeof code === 'number') return new VisitEnded(code, String(detail ?? ''))
  }
  const retryAfter = answer.headers.get('retry-after') ?? ''
  const isBusy = answer.status === 503 || answer.status === 429
  // Whoever said so, it is what our server says with this code.
  if (isBusy && /^\d{1,4}$/.test(retryAfter)) {
    return new VisitEnded(closeTable.overloaded.code, `retry in ${Number(retryAfter) * 1000} ms`)
  }
  return new UnexpectedAnswer(`the answer is ${answer.status}`)
}
