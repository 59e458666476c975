import { NextRequest } from 'next/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { config as matcher, proxy } from '../src/proxy.ts'

beforeEach(() => {
  vi.stubEnv('DATABASE_URL', 'postgresql://localhost/duplex')
  vi.stubEnv('DUPLEX_DATA_DIR', '/var/lib/duplex')
  vi.stubEnv('PUBLIC_URL', 'https://docs.example.org')
})
afterEach(() => vi.unstubAllEnvs())

const open = (path: string) => proxy(new NextRequest(`https://docs.example.org${path}`))

test('a page gets a policy with a nonce of its own, and is kept by nobody', () => {
  const [first, second] = [open('/documents/1'), open('/documents/1')]
  const policies = [first, second].map((response) => response.headers.get('content-security-policy') ?? '')
  const nonces = policies.map((policy) => /script-src 'nonce-([^']+)' 'strict-dynamic'/.exec(policy)?.[1])
  expect(nonces[0]).toBeDefined()
  expect(nonces[0]).not.toBe(nonces[1])
  expect(policies[0]).toContain("connect-src 'self' wss://docs.example.org")
  expect(policies[0]).not.toContain('unsafe-eval')
  expect(first.headers.get('cache-control')).toBe('private, no-store')
  expect(first.headers.get('strict-transport-security')).toMatch(/max-age/)
  expect(first.headers.get('x-content-type-options')).toBe('nosniff')
})

test('the page learns its nonce, and nobody else can set it', () => {
  const request = new NextRequest('https://docs.example.org/', {
    headers: { 'x-nonce': 'forged', 'content-security-policy': 'forged', 'x-request-id': 'forged' },
  })
  const response = proxy(request)
  const nonce = response.headers.get('x-middleware-request-x-nonce')
  expect(nonce).not.toBe('forged')
  expect(response.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`)
  expect(response.headers.get('x-middleware-request-content-security-policy')).toContain(`'nonce-${nonce}'`)
})

test('files keep the caching that suits them', () => {
  for (const path of ['/_next/static/chunk.js', '/sw.js', '/icon.svg', '/manifest.webmanifest']) {
    const { headers } = open(path)
    expect(headers.get('cache-control'), path).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test('the API is left to itself', () => {
  const [pattern = ''] = matcher.matcher
  const covers = (path: string) => new RegExp(`^${pattern}$`).test(path)
  for (const path of ['/', '/documents/1', '/_next/static/chunk.js', '/apiary']) expect(covers(path), path).toBe(true)
  for (const path of ['/api', '/api/v1/documents', '/api/auth/sign-out']) expect(covers(path), path).toBe(false)
})
