import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const needed = { DATABASE_URL: 'postgresql://localhost/duplex', DUPLEX_DATA_DIR: '/var/lib/duplex' }

describe('the configuration', () => {
  test('needs a database and a place for secrets, and nothing else', () => {
    expect(readConfig(needed)).toEqual({
      port: 3000,
      databaseUrl: 'postgresql://localhost/duplex',
      redisUrl: undefined,
      publicUrl: 'http://localhost:3000',
      isHttps: false,
      remembersHttps: false,
      allowedOrigins: ['http://localhost:3000', 'http://127.0.0.1:3000'],
      sync: { kind: 'port', port: 1234 },
      syncInternalUrl: 'ws://127.0.0.1:1234',
      secrets: { kind: 'data-dir', dataDir: '/var/lib/duplex' },
      signUp: 'open',
      trustedProxies: { kind: 'none' },
      rateLimits: 'on',
      logLevel: 'info',
    })
  })

  test('trusts exactly the public origin, and what is listed beside it', () => {
    const config = readConfig({
      ...needed,
      PUBLIC_URL: 'https://docs.example.org/',
      ALLOWED_ORIGINS: 'https://old.example.org, https://docs.example.org',
    })
    expect(config.publicUrl).toBe('https://docs.example.org')
    expect([config.isHttps, config.remembersHttps]).toEqual([true, true])
    expect(config.allowedOrigins).toEqual(['https://docs.example.org', 'https://old.example.org'])
  })

  test('says nothing about https that would hold for other programs of this machine', () => {
    const config = readConfig({ ...needed, PUBLIC_URL: 'https://localhost:8443' })
    expect([config.isHttps, config.remembersHttps]).toEqual([true, false])
  })

  test.each([
    [{ SYNC_HOST: '0.0.0.0', SYNC_PORT: '4321' }, 'ws://127.0.0.1:4321'],
    [{ SYNC_HOST: '::' }, 'ws://[::1]:1234'],
    [{ SYNC_HOST: '10.0.0.7' }, 'ws://10.0.0.7:1234'],
    [{ SYNC_HOST: '10.0.0.7', SYNC_INTERNAL_URL: 'ws://sync:1234/' }, 'ws://sync:1234'],
    [{ PUBLIC_URL: 'https://docs.example.org' }, 'ws://127.0.0.1:1234'],
  ])('with %o reaches sync itself at %s', (given, url) => {
    expect(readConfig({ ...needed, ...given }).syncInternalUrl).toBe(url)
  })

  test('counts an empty variable as absent', () => {
    expect(readConfig({ ...needed, REDIS_URL: '', PUBLIC_URL: '', WEB_PORT: '' })).toEqual(readConfig(needed))
  })

  test('traces where it is told a receiver, and all of it unless it is told a share', () => {
    const at = { ...needed, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
    const endpoint = at.OTEL_EXPORTER_OTLP_ENDPOINT
    expect(readConfig(at).tracing).toEqual({ endpoint, share: 1 })
    expect(readConfig({ ...at, OTEL_TRACES_SAMPLER_ARG: '0.01' }).tracing).toEqual({ endpoint, share: 0.01 })
  })

  test('takes both secrets from the environment', () => {
    const secrets = { AUTH_SECRET: 'a'.repeat(43), TICKET_SECRET: 'b'.repeat(43) }
    expect(readConfig({ DATABASE_URL: needed.DATABASE_URL, ...secrets }).secrets).toEqual({
      kind: 'given',
      authSecret: secrets.AUTH_SECRET,
      ticketSecret: secrets.TICKET_SECRET,
    })
  })

  test.each([
    ['0', { kind: 'none' }],
    ['2', { kind: 'hops', hops: 2 }],
    [
      '10.0.0.0/8,::1',
      {
        kind: 'networks',
        networks: [
          { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
          { address: '::1', prefix: 128, family: 'ipv6' },
        ],
      },
    ],
  ])('reads TRUSTED_PROXIES=%s', (text, expected) => {
    expect(readConfig({ ...needed, TRUSTED_PROXIES: text }).trustedProxies).toEqual(expected)
  })

  test.each<[string, Record<string, string>]>([
    ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/duplex' }],
    ['WEB_PORT', { WEB_PORT: '70000' }],
    ['WEB_PORT', { WEB_PORT: 'three thousand' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'docs.example.org' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'https://example.org/docs' }],
    ['SYNC_PUBLIC_URL', { SYNC_PUBLIC_URL: 'https://sync.example.org' }],
    ['SYNC_INTERNAL_URL', { SYNC_INTERNAL_URL: 'sync:1234' }],
    ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'https://example.org/' }],
    ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: '*' }],
    ['TRUSTED_PROXIES', { TRUSTED_PROXIES: 'yes' }],
    ['TRUSTED_PROXIES', { TRUSTED_PROXIES: '10.0.0.0/33' }],
    ['TRUSTED_PROXIES', { TRUSTED_PROXIES: '99' }],
    ['SIGN_UP', { SIGN_UP: 'maybe' }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }],
    ['OTEL_TRACES_SAMPLER_ARG', { OTEL_TRACES_SAMPLER_ARG: 'all' }],
    ['AUTH_SECRET', { AUTH_SECRET: 'short', TICKET_SECRET: 'b'.repeat(43) }],
    ['TICKET_SECRET', { AUTH_SECRET: 'a'.repeat(43) }],
    ['DUPLEX_DATA_DIR', { DUPLEX_DATA_DIR: '' }],
  ])('names %s where it cannot be used', (name, environment) => {
    expect(() => readConfig({ ...needed, ...environment })).toThrow(name)
  })

  test('never repeats a secret in an error', () => {
    const wrong = { ...needed, AUTH_SECRET: 'too-short-secret', TICKET_SECRET: 'b'.repeat(43) }
    expect(() => readConfig(wrong)).toThrow(ConfigError)
    expect(() => readConfig(wrong)).not.toThrow(/too-short-secret/)
  })
})
