import { type Envelope, encodeEnvelope, readEnvelope } from '@duplex/protocol'

/** How a visit ended, as an answer or an event said it. */
export type Problem = {
  readonly status: number
  readonly code: number | undefined
  readonly detail: string
  readonly retryAfter: string | null
}

export type Listening = {
  /** Envelopes of events so far, in order, and their ids. */
  readonly events: readonly { readonly id: string; readonly envelope: Envelope }[]
  /** Comments so far: lines that begin with a colon. */
  readonly comments: number
  readonly problem: { readonly code: number; readonly detail: string } | undefined
  readonly headers: Headers
  readonly isOver: boolean
  stop(): void
}

export type VisitorOptions = { readonly headers?: Record<string, string>; readonly signal?: AbortSignal }

/** Makes requests of a visit one by one, exactly as the test says. */
export class Visitor {
  key = ''
  private readonly url: string

  constructor(httpUrl: string, documentId: string) {
    this.url = `${httpUrl}/sync/v1/${documentId}/visit`
  }

  async open(ticket: string | undefined, options: VisitorOptions = {}): Promise<Problem | 'open'> {
    const headers = new Headers(options.headers)
    if (ticket !== undefined) headers.set('authorization', `Bearer ${ticket}`)
    const answer = await fetch(this.url, { method: 'POST', headers })
    if (answer.status !== 201) return await toProblem(answer)
    this.key = ((await answer.json()) as { key: string }).key
    return 'open'
  }

  /** Sends messages from number `first` on, having those of the server up to `ack`. */
  async say(first: number, messages: readonly Uint8Array[], ack = 0, options: VisitorOptions = {}) {
    const last = first + messages.length - 1
    return await this.post(encodeEnvelope({ ack, last, first, messages }), options)
  }

  async post(body: Uint8Array, options: VisitorOptions = {}): Promise<Envelope | Problem> {
    const headers = this.headers({ 'content-type': 'application/octet-stream', ...options.headers })
    return await toEnvelope(
      await fetch(`${this.url}/messages`, { ...options, method: 'POST', headers, body: body as BodyInit }),
    )
  }

  /** Asks for what is behind message `after`, waiting for it `waitSeconds` at most. */
  async ask(after: number, waitSeconds = 0, options: VisitorOptions = {}): Promise<Envelope | Problem> {
    const wait: Record<string, string> = waitSeconds > 0 ? { prefer: `wait=${waitSeconds}` } : {}
    const headers = this.headers({ 'last-event-id': String(after), ...wait, ...options.headers })
    return await toEnvelope(await fetch(`${this.url}/messages`, { ...options, headers }))
  }

  async listen(after: number, options: VisitorOptions = {}): Promise<Listening | Problem> {
    const ending = new AbortController()
    const headers = this.headers({ 'last-event-id': String(after), ...options.headers })
    const answer = await fetch(`${this.url}/events`, { headers, signal: ending.signal })
    if (answer.status !== 200 || answer.body === null) return await toProblem(answer)
    return listenTo(answer.body, answer.headers, () => ending.abort())
  }

  private headers(more: Record<string, string>): Record<string, string> {
    return { authorization: `Bearer ${this.key}`, ...more }
  }
}

export function isProblem(answer: object | string): answer is Problem {
  return typeof answer === 'object' && 'status' in answer
}

async function toEnvelope(answer: Response): Promise<Envelope | Problem> {
  if (answer.status !== 200) return await toProblem(answer)
  return readEnvelope(new Uint8Array(await answer.arrayBuffer()))
}

async function toProblem(answer: Response): Promise<Problem> {
  const text = await answer.text()
  const { code, detail = '' } = text === '' ? {} : JSON.parse(text)
  return { status: answer.status, code, detail, retryAfter: answer.headers.get('retry-after') }
}

function listenTo(body: ReadableStream<Uint8Array>, headers: Headers, stop: () => void): Listening {
  const events: { id: string; envelope: Envelope }[] = []
  const heard = { events, comments: 0, problem: undefined, headers, isOver: false, stop } as {
    -readonly [K in keyof Listening]: Listening[K]
  }
  const read = (block: string) => {
    const fields = new Map(block.split('\n').map((line) => line.split(/: ?(.*)/s) as [string, string]))
    const data = fields.get('data')
    if (data === undefined) heard.comments++
    else if (fields.get('event') === 'close') heard.problem = JSON.parse(data)
    else events.push({ id: fields.get('id') ?? '', envelope: readEnvelope(Buffer.from(data, 'base64')) })
  }
  void readBlocks(body, read).finally(() => {
    heard.isOver = true
  })
  return heard
}

async function readBlocks(body: ReadableStream<Uint8Array>, read: (block: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const chunk of body) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) read(block)
    }
  } catch {
    // Stopped by the test, or cut.
  }
}
