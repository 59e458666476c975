import { expect, test } from 'vitest'
import { dataPolicy, everyResponseHeaders, toPagePolicy } from './security-headers.ts'

const page = { nonce: 'bm9uY2U=', syncOrigins: ['wss://docs.example.org'], isHttps: true, isDevelopment: false }

function directivesOf(policy: string): Map<string, string[]> {
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources]
    }),
  )
}

test('a page runs scripts with the nonce of this very response and no others', () => {
  const directives = directivesOf(toPagePolicy(page))
  expect(directives.get('script-src')).toEqual(["'nonce-bm9uY2U='", "'strict-dynamic'"])
  expect(directives.get('default-src')).toEqual(["'none'"])
  for (const name of ['object-src', 'base-uri', 'frame-ancestors']) expect(directives.get(name)).toEqual(["'none'"])
  expect(directives.get('form-action')).toEqual(["'self'"])
})

test('a page opens sockets to the sync server and to nothing else', () => {
  expect(directivesOf(toPagePolicy(page)).get('connect-src')).toEqual(["'self'", 'wss://docs.example.org'])
})

test('style elements need the nonce; only style attributes are free', () => {
  const directives = directivesOf(toPagePolicy(page))
  expect(directives.get('style-src')).toEqual(["'self'", "'nonce-bm9uY2U='"])
  expect(directives.get('style-src-attr')).toEqual(["'unsafe-inline'"])
})

test('what hot reload needs is allowed in development only', () => {
  expect(toPagePolicy(page)).not.toContain('unsafe-eval')
  expect(toPagePolicy({ ...page, isDevelopment: true })).toContain("'unsafe-eval'")
})

test('data is sandboxed, in case a browser shows it as a page', () => {
  expect(directivesOf(dataPolicy).get('sandbox')).toEqual([])
  expect(directivesOf(dataPolicy).get('default-src')).toEqual(["'none'"])
})

test('every response forbids sniffing and foreign windows, and https is remembered', () => {
  const headers = everyResponseHeaders(true)
  expect(headers).toMatchObject({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  })
  expect(headers['Strict-Transport-Security']).toMatch(/^max-age=31536000/)
  expect(everyResponseHeaders(false)).not.toHaveProperty('Strict-Transport-Security')
})
