import { type Carriage, createSum, type SeenRequest } from './carriage.ts'
import { seeAnswer, seeBody, seeStream } from './visit-bodies.ts'
import type { WireWitness } from './wire-event.ts'

const visitPath = /^(.*)\/visit(\/messages|\/events)?$/

const purposes: Readonly<Record<string, SeenRequest['purpose']>> = {
  'POST ': 'open',
  'POST /messages': 'say',
  'GET /messages': 'ask',
  'GET /events': 'listen',
}

/** The same fetch. Requests that open a visit begin a carriage, and what follows for the same document belongs to it. */
export function tapFetch(tap: WireWitness, fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const visits = new Map<string, SeenVisit>()
  return async (input, init) => {
    const { method = 'GET' } = init ?? {}
    const [, base = '', rest = ''] = visitPath.exec(String(input).split('?', 1)[0] ?? '') ?? []
    const purpose = purposes[`${method} ${rest}`]
    if (base === '' || purpose === undefined) return await fetch(input, init)
    const visit = purpose === 'open' ? new SeenVisit(tap, base) : (visits.get(base) ?? new SeenVisit(tap, base))
    visits.set(base, visit)
    return await visit.pass({ purpose, method, url: `${base}/visit${rest}` }, init, () => fetch(input, init))
  }
}

type Asked = Pick<SeenRequest, 'purpose' | 'method' | 'url'>

/** One visit, as its requests tell. */
class SeenVisit {
  readonly #tap: WireWitness
  #carriage: Carriage
  /** The newest message that was seen, by direction: a request may carry one again. */
  readonly #seen = { in: 0, out: 0 }

  constructor(tap: WireWitness, url: string) {
    this.#tap = tap
    this.#carriage = tap.keep({
      id: tap.nextId(),
      kind: 'visit',
      isProbe: false,
      url: `${url}/visit`,
      offered: [],
      startedAt: tap.now(),
      openedAt: undefined,
      end: undefined,
      in: createSum(),
      out: createSum(),
    })
  }

  async pass(asked: Asked, init: RequestInit | undefined, go: () => Promise<Response>): Promise<Response> {
    const request = this.#begin(asked, init)
    try {
      return this.#onAnswer(request, await go())
    } catch (error) {
      this.#change(request, { endedAt: this.#tap.now() })
      throw error
    } finally {
      if (new Headers(init?.headers).has('duplex-end')) this.#end(1000, '', 'page')
    }
  }

  /** Messages `first` and following; those that were seen before are not seen again. */
  see(direction: 'in' | 'out', first: number, messages: readonly Uint8Array[], requestId: number): number {
    let fresh = 0
    for (const [i, message] of messages.entries()) {
      const number = first + i
      if (number <= this.#seen[direction]) continue
      this.#seen[direction] = number
      fresh++
      const sum = this.#carriage[direction]
      sum.messages++
      sum.bytes += message.length
      const [at, carriage] = [this.#tap.now(), this.#carriage]
      this.#tap.tell({ kind: 'message', at, carriage, direction, number, message, requestId })
    }
    return fresh
  }

  #begin(asked: Asked, init: RequestInit | undefined): SeenRequest {
    const body = init?.body instanceof Uint8Array ? init.body : undefined
    const request: SeenRequest = {
      ...asked,
      id: this.#tap.nextId(),
      carriageId: this.#carriage.id,
      startedAt: this.#tap.now(),
      endedAt: undefined,
      status: undefined,
      sentBytes: body?.length ?? 0,
      answerBytes: 0,
      messagesOut: 0,
      messagesIn: 0,
    }
    if (!this.#tap.isWatched) return request
    this.#tap.tell({ kind: 'request', request })
    return this.#change(request, { messagesOut: body ? seeBody(this, body, request.id) : 0 })
  }

  #onAnswer(request: SeenRequest, answer: Response): Response {
    if (!answer.ok) void this.#readEnd(answer.clone())
    else if (request.purpose === 'open')
      this.#carriage = this.#tap.keep({ ...this.#carriage, openedAt: this.#tap.now() })
    let seen = this.#change(request, { status: answer.status })
    const events = {
      isWanted: () => this.#tap.isWatched,
      onProgress: (change: Partial<SeenRequest>) => {
        seen = this.#change(seen, change)
      },
      onOver: () => {
        seen = this.#change(seen, { endedAt: this.#tap.now() })
      },
    }
    if (request.purpose === 'listen' && answer.ok) return seeStream(this, request, answer, events)
    if (this.#tap.isWatched) seeAnswer(this, request, answer.clone(), events)
    return answer
  }

  /** Why the server ended the visit, or refused it. */
  async #readEnd(answer: Response): Promise<void> {
    const problem = (await answer.json().catch(() => undefined)) as { code?: unknown; detail?: unknown } | undefined
    if (typeof problem?.code === 'number') this.#end(problem.code, String(problem.detail ?? ''), 'other')
  }

  #end(code: number, reason: string, by: 'page' | 'other'): void {
    if (this.#carriage.end !== undefined) return
    this.#carriage = this.#tap.keep({ ...this.#carriage, end: { at: this.#tap.now(), code, reason, by } })
  }

  #change(request: SeenRequest, change: Partial<SeenRequest>): SeenRequest {
    const changed = { ...request, ...change }
    this.#tap.tell({ kind: 'request', request: changed })
    return changed
  }
}
