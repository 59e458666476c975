import { probeOriginProblem, probeProblemPrefix, type SeenRequest } from '../../probe.ts'
import type { Clock } from '../clock.ts'
import type { Failure } from './findings.ts'

/** From a request to the last byte of its answer, not counting how long the server may hold it. */
const maxRequestMs = 10_000

export type RequestParts = { readonly fetch: typeof fetch; readonly clock: Clock; readonly signal: AbortSignal }

/** `sentAt` and `answeredAt`: ms by the clock of this device. `status` 0 stands for no answer at all. */
export type Answered = {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly sentAt: number
  readonly answeredAt: number
}

type Wanted = {
  readonly method?: 'GET' | 'POST'
  readonly token?: string
  readonly headers?: Record<string, string>
  readonly body?: Uint8Array
  readonly credentials?: RequestCredentials
  /** On top of the usual time. */
  readonly extraMs?: number
}

/** Asks, and never throws but where the examination was called off. */
export async function ask(parts: RequestParts, url: string, wanted: Wanted = {}): Promise<Answered> {
  const sentAt = parts.clock.now()
  const { fetched, stop } = begin(parts, url, wanted)
  try {
    const answer = await fetched
    return { status: answer.status, body: await readJson(answer), sentAt, answeredAt: parts.clock.now() }
  } catch {
    parts.signal.throwIfAborted()
    // Why a request failed is hidden from pages; that it did is what was asked.
    return { status: 0, body: {}, sentAt, answeredAt: parts.clock.now() }
  } finally {
    stop()
  }
}

/** A body as it comes; undefined where there is none, and then `failure` says why. */
export async function openStream(
  parts: RequestParts,
  url: string,
  wanted: Wanted,
): Promise<{ reader?: ReadableStreamDefaultReader<Uint8Array>; failure?: Failure; stop(): void }> {
  const { fetched, stop } = begin(parts, url, wanted)
  try {
    const answer = await fetched
    if (answer.ok && answer.body) return { reader: answer.body.getReader(), stop }
    const failure = toFailure({ status: answer.status, body: await readJson(answer) })
    return { failure, stop }
  } catch {
    parts.signal.throwIfAborted()
    return { failure: toFailure({ status: 0, body: {} }), stop }
  }
}

export function toFailure({ status, body }: Pick<Answered, 'status' | 'body'>): Failure {
  const isOurs = typeof body.code === 'string' || String(body.type ?? '').startsWith(probeProblemPrefix)
  return { kind: 'failed', status: status === 0 ? undefined : status, isOurs }
}

/** The origin that arrived, where sync refused it. */
export function refusedOriginOf({ body }: Answered): string | undefined {
  return body.type === probeOriginProblem && typeof body.origin === 'string' ? body.origin : undefined
}

/** Taken on trust: page and server are built from one definition. */
export function seenIn({ body }: Answered): readonly SeenRequest[] {
  return Array.isArray(body.seen) ? (body.seen as SeenRequest[]) : []
}

function begin({ fetch, clock, signal }: RequestParts, url: string, wanted: Wanted) {
  const ending = new AbortController()
  const end = () => ending.abort()
  const cancel = clock.after(maxRequestMs + (wanted.extraMs ?? 0), end)
  signal.addEventListener('abort', end)
  const { token, body } = wanted
  const fetched = fetch(url, {
    method: wanted.method ?? 'GET',
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...wanted.headers },
    ...(body === undefined ? {} : { body: body as BufferSource }),
    signal: ending.signal,
    cache: 'no-store',
    credentials: wanted.credentials ?? 'omit',
    redirect: 'error',
  })
  const stop = () => {
    cancel()
    signal.removeEventListener('abort', end)
    end()
  }
  return { fetched, stop }
}

async function readJson(answer: Response): Promise<Record<string, unknown>> {
  const isJson = /json/.test(answer.headers.get('content-type') ?? '')
  const body: unknown = isJson ? await answer.json().catch(() => undefined) : undefined
  return typeof body === 'object' && body !== null ? { ...body } : {}
}
