import { BodyPassage } from './body-passage.ts'
import type { Line } from './line.ts'
import { createLines, IdleCut, type Passage, type Surroundings } from './passage.ts'

/** Requests of visits, whose answers can end a connection to a document. */
const visitPath = /\/visit(\/|$)/

/** One HTTP request and its answer, seen through chaos. A connection of its own: others overtake it while it waits. */
export class RequestPassage implements Passage {
  readonly answer: Promise<Response>
  readonly #around: Surroundings
  readonly #fetch: typeof fetch
  readonly #request: Parameters<typeof fetch>
  readonly #lines: Record<'up' | 'down', Line>
  readonly #idle: IdleCut
  readonly #ending = new AbortController()
  #resolve: (answer: Response) => void = () => undefined
  #reject: (error: unknown) => void = () => undefined
  #state: 'waiting' | 'sent' | 'answered' | 'over' = 'waiting'
  /** Of an event stream that is heard. */
  #stream: BodyPassage | undefined
  #body: BodyPassage | undefined
  isDead = false
  isHurt = false

  constructor(inner: typeof fetch, around: Surroundings, request: Parameters<typeof fetch>) {
    this.#around = around
    this.#fetch = inner
    this.#request = request
    this.#idle = new IdleCut(around, () => this.cut())
    this.#lines = createLines(around, () => {
      this.isHurt = true
    })
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    around.enter(this)
    this.#heed(request[1]?.signal)
    this.#begin()
  }

  cut(): void {
    if (this.#state === 'over') return
    this.#around.count('cut')
    this.#fail(new TypeError('the connection broke'))
  }

  goDead(): void {
    this.isDead = true
    this.#stop()
  }

  end(code: number, reason: string): boolean {
    const isHeard = this.#state === 'waiting' || this.#state === 'sent' || this.#stream !== undefined
    if (this.#state === 'over' || !isHeard || !this.#isOfVisit) return false
    const problem = JSON.stringify({ code, detail: reason })
    this.#resolve(new Response(problem, { status: 503, headers: { 'content-type': 'application/problem+json' } }))
    this.#stream?.finish(`event: close\ndata: ${problem}\n\n`)
    this.#leave()
    return true
  }

  get #isOfVisit(): boolean {
    return visitPath.test(String(this.#request[0]))
  }

  #heed(signal: AbortSignal | null | undefined): void {
    if (signal?.aborted) this.#fail(signal.reason)
    else signal?.addEventListener('abort', () => this.#fail(signal.reason), { signal: this.#ending.signal })
  }

  #begin(): void {
    if (this.#around.isCut()) {
      this.cut()
      return
    }
    const { up, down } = this.#lines
    const refusal = this.#around.takeRefusal()
    const end = this.#isOfVisit ? this.#around.takeEnd() : undefined
    if (refusal !== undefined) up.passSurely(() => down.passSurely(() => this.#refuse(refusal)))
    else if (end !== undefined) up.passSurely(() => down.passSurely(() => this.end(end.code, end.reason)))
    else up.pass(this.#send, () => this.#fail(new TypeError('the request was lost')))
  }

  #refuse(retryAfterSeconds: number): void {
    this.#resolve(new Response('busy', { status: 503, headers: { 'retry-after': String(retryAfterSeconds) } }))
    this.#leave()
  }

  #send = (): void => {
    const [input, init] = this.#request
    if (this.#state === 'over') return
    if (this.#state !== 'waiting') {
      this.#repeat()
      return
    }
    this.#state = 'sent'
    const { down } = this.#lines
    this.#fetch(input, { ...init, signal: this.#ending.signal }).then(
      (answer) => {
        down.pass(
          () => this.#deliver(answer),
          () => this.#fail(new TypeError('the answer was lost')),
        )
      },
      (error: unknown) => this.#fail(error),
    )
  }

  /** As a proxy that did not see the answer. Nobody sees that of this one. */
  #repeat(): void {
    const [input, init] = this.#request
    if (init?.method !== 'POST') return
    this.#fetch(input, { ...init, signal: null }).then(
      (answer) => answer.body?.cancel(),
      () => undefined,
    )
  }

  #deliver(answer: Response): void {
    if (this.#state !== 'sent') return
    this.#state = 'answered'
    const { body, status, statusText, headers } = answer
    if (body === null) {
      this.#resolve(answer)
      this.#leave()
      return
    }
    const isStream = headers.get('content-type')?.startsWith('text/event-stream') ?? false
    this.#body = new BodyPassage(body, {
      line: isStream ? this.#lines.down : undefined,
      onChunk: () => this.#idle.touch(),
      onEnd: () => this.#leave(),
    })
    if (isStream) this.#stream = this.#body
    this.#resolve(new Response(this.#body.stream, { status, statusText, headers }))
  }

  #fail(error: unknown): void {
    if (this.#state === 'over') return
    this.#reject(error)
    this.#body?.fail(error)
    this.#leave()
  }

  #stop(): void {
    this.#idle.stop()
    this.#lines.up.stop()
    this.#lines.down.stop()
  }

  #leave(): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#stop()
    this.#around.leave(this)
    this.#ending.abort()
  }
}
