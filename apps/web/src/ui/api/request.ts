import { traced } from '../traces/page-traces.ts'
import { ApiError, type Problem } from './api-error.ts'
import { seen } from './seen-requests.ts'

export type RequestOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  query?: Record<string, string | number | boolean | undefined>
  /** The `version` that the change is based on; a newer one on the server answers `version-mismatch`. */
  ifVersion?: number
  /** Makes a create safe to repeat: the same key gets the same answer. */
  idempotencyKey?: string
  signal?: AbortSignal
  /** The page's own by default. */
  fetch?: typeof fetch
}

/**
 * One request to our own server. `Answer` is taken on trust: page and API are built from the same definitions.
 * Throws {@link ApiError}, also where the network gave no answer; an aborted request throws the signal's reason.
 */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await send(path, options)
  if (!response.ok) throw await readProblem(response)
  if (response.status === 202 || response.status === 204) return undefined as Answer
  return (await response.json()) as Answer
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const { method = 'GET', body, signal } = options
  const headers = toHeaders(options)
  const init = {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  }
  try {
    const go = () => (options.fetch ?? fetch)(withQuery(path, options.query), init)
    return await seen(method, path, () => traced(method, path, headers, go))
  } catch (cause) {
    if (options.signal?.aborted) throw cause
    throw new ApiError({ status: 0, code: 'unreachable' }, { cause })
  }
}

function toHeaders(options: RequestOptions): Headers {
  const headers = new Headers({ accept: 'application/json' })
  if (options.body !== undefined) headers.set('content-type', 'application/json')
  if (options.ifVersion !== undefined) headers.set('if-match', `"${options.ifVersion}"`)
  if (options.idempotencyKey !== undefined) headers.set('idempotency-key', options.idempotencyKey)
  return headers
}

function withQuery(path: string, query: RequestOptions['query'] = {}): string {
  const entries = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]))
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`
}

/** A refusal as an error. An answer that is not problem+json comes from a proxy between us: `status` is all it says. */
async function readProblem(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('retry-after'))
  const options = { retryAfterSeconds: retryAfter > 0 ? retryAfter : undefined }
  const body: unknown = await response.json().catch(() => undefined)
  if (isProblem(body)) return new ApiError({ ...body, status: response.status }, options)
  return new ApiError(
    { status: response.status, code: response.status === 429 ? 'too-many-requests' : 'internal' },
    options,
  )
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
}
