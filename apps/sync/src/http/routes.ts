import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'

export type Readiness = {
  readonly isReady: boolean
  /** What is asked of the process, by name. */
  readonly detail: Readonly<Record<string, string>>
}

export type Routes = { readonly register: Registry; readonly readiness: () => Promise<Readiness> }

/** GET /healthz: the process answers. GET /readyz: it can take clients. GET /metrics: Prometheus. */
export async function answerHttp(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split('?', 1)[0]
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return answer(response, 405, 'text/plain', 'method not allowed\n')
  switch (path) {
    case '/healthz':
      return answer(response, 200, 'text/plain', 'ok\n')
    case '/readyz': {
      const { isReady, detail } = await routes.readiness()
      return answer(response, isReady ? 200 : 503, 'application/json', `${JSON.stringify(detail)}\n`)
    }
    case '/metrics':
      return answer(response, 200, routes.register.contentType, await routes.register.metrics())
    default:
      return answer(response, 404, 'text/plain', 'not found\n')
  }
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}
