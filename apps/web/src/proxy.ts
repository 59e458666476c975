import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { uuidv7 } from 'uuidv7'
import { isDevelopment, readEnvironment } from './server/config/environment.ts'
import { everyResponseHeaders, toPagePolicy } from './server/network/security-headers.ts'
import { listSyncOrigins } from './server/network/sync-address.ts'

/**
 * Gives every page its security headers. Next.js reads the nonce out of the request's policy and puts it on its own
 * scripts. Nothing is authorised here: pages and services decide for themselves, each time.
 */
export function proxy(request: NextRequest): NextResponse {
  const config = readEnvironment()
  const nonce = randomBytes(16).toString('base64')
  const policy = toPagePolicy({
    nonce,
    syncOrigins: listSyncOrigins(config),
    isHttps: config.isHttps,
    isDevelopment: isDevelopment(),
  })
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('x-request-id', uuidv7())
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  response.headers.set('X-Request-Id', headers.get('x-request-id') ?? '')
  for (const [name, value] of Object.entries(everyResponseHeaders(config.remembersHttps)))
    response.headers.set(name, value)
  if (isPage(request)) response.headers.set('Cache-Control', 'private, no-store')
  return response
}

/** Files keep the caching that suits them; a page carries a nonce and somebody's documents. */
function isPage(request: NextRequest): boolean {
  const { pathname } = request.nextUrl
  return !pathname.startsWith('/_next/') && !/\.[a-z0-9]+$/i.test(pathname)
}

/** The API sets its own. */
export const config = { matcher: ['/((?!api/|api$).*)'] }
