/** The REST API of a Duplex server, for one person. */
export type Api = { readonly url: string; readonly token: string }

export type DocumentEvent = { readonly id: number; readonly kind: string; readonly documentId: string }

/** RFC 9457: what every refusal is. `code` is for programs, the message for people. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly code: string
  /** How long the server wants to be left alone; 0 where it does not say. */
  readonly retryAfterMs: number

  constructor(status: number, code: string, detail: string, retryAfterMs: number) {
    super(`${status} ${code}: ${detail}`)
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

/** Opens a session of its own; `DELETE /api/v1/me/sessions/{id}`, or signing out with the token, ends it. */
export async function signIn(url: string, email: string, password: string): Promise<Api> {
  const answer = await call({ url, token: '' }, 'POST', '/api/auth/sign-in/email', {
    email,
    password,
    session: 'token',
  })
  return { url, token: ((await answer.json()) as { token: string }).token }
}

/** @throws {Problem} where the server refuses, and whatever `fetch` throws where it cannot be reached. */
export async function call(api: Api, method: string, path: string, body?: object, headers = {}, signal?: AbortSignal) {
  const answer = await fetch(`${api.url}${path}`, {
    method,
    headers: {
      ...(api.token === '' ? {} : { authorization: `Bearer ${api.token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
  if (answer.ok) return answer
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json')
  const { code = 'unknown', detail = '' } = isProblem
    ? ((await answer.json()) as { code?: string; detail?: string })
    : {}
  const retryAfterMs = Number(answer.headers.get('retry-after') ?? 0) * 1000
  throw new Problem(answer.status, code, detail, retryAfterMs)
}

/** Every document, page after page. */
export async function* listDocuments(api: Api): AsyncGenerator<{ id: string; title: string }> {
  let cursor: string | null = ''
  while (cursor !== null) {
    const answer = await call(api, 'GET', `/api/v1/documents${cursor === '' ? '' : `?cursor=${cursor}`}`)
    const page = (await answer.json()) as { items: { id: string; title: string }[]; nextCursor: string | null }
    yield* page.items
    cursor = page.nextCursor
  }
}

export async function readMarkdown(api: Api, id: string): Promise<string> {
  return await (await call(api, 'GET', `/api/v1/documents/${id}/content?format=markdown`)).text()
}

/** Where and with what a document's socket opens, once and within a minute. */
export async function takeTicket(api: Api, id: string): Promise<{ url: string; ticket: string }> {
  const answer = await call(api, 'POST', `/api/v1/documents/${id}/ticket`, {})
  return (await answer.json()) as { url: string; ticket: string }
}
