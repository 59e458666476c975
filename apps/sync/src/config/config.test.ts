import { readFileSync } from 'node:fs'
import { limits } from '@duplex/protocol'
import { toTicketKey } from '@duplex/protocol/server'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { settled } from '../../test/support/memory-store.ts'
import { LoadGate } from '../connection/load-gate.ts'
import { exitMs } from '../run-until-stopped.ts'
import { defaultSettings, toConfig } from './config.ts'
import { ConfigError, readEnv } from './env.ts'

const secret = 'x'.repeat(43)
const minimal = { DATABASE_URL: 'postgresql://u:p@127.0.0.1:5432/duplex', TICKET_SECRET: secret }
const noFolder = () => Promise.reject(new Error('no data folder in this test'))

describe('configuration', () => {
  it('needs a database and a ticket secret, and has a default for the rest', async () => {
    expect(await toConfig(readEnv(minimal), noFolder)).toEqual({
      host: '127.0.0.1',
      port: 1234,
      databaseUrl: minimal.DATABASE_URL,
      redisUrl: undefined,
      ticketKey: toTicketKey(secret),
      allowedOrigins: new Set(['http://localhost:3000', 'http://127.0.0.1:3000']),
      trustedProxies: { kind: 'none' },
      logLevel: 'info',
      settings: {
        maxConnectionsPerUser: limits.maxConnectionsPerUser,
        maxConnectionsPerAddress: limits.maxConnectionsPerAddress,
        maxConnectionsPerDocument: limits.maxConnectionsPerDocument,
        addressHandshakeRate: limits.addressHandshakeRate,
      },
    })
  })

  it('takes the secret from the data folder where none is given', async () => {
    const env = readEnv({ ...minimal, TICKET_SECRET: '', DUPLEX_DATA_DIR: '/data' })
    const config = await toConfig(env, async (dataDir) => `${dataDir}${secret}`)
    expect(config.ticketKey).toEqual(toTicketKey(`/data${secret}`))
  })

  it('allows the public origin, and those that are listed beside it', async () => {
    const ofPublicUrl = await toConfig(readEnv({ ...minimal, PUBLIC_URL: 'https://docs.example/' }), noFolder)
    expect(ofPublicUrl.allowedOrigins).toEqual(new Set(['https://docs.example']))
    const listed = {
      ...minimal,
      PUBLIC_URL: 'https://docs.example',
      ALLOWED_ORIGINS: 'https://a.example, https://b.example:8443/',
    }
    expect((await toConfig(readEnv(listed), noFolder)).allowedOrigins).toEqual(
      new Set(['https://docs.example', 'https://a.example', 'https://b.example:8443']),
    )
  })

  it('takes the limits on connections, and lets a larger address come back as quickly', async () => {
    const env = readEnv({ ...minimal, MAX_CONNECTIONS_PER_USER: '7', MAX_CONNECTIONS_PER_ADDRESS: '2000' })
    expect((await toConfig(env, noFolder)).settings).toMatchObject({
      maxConnectionsPerUser: 7,
      maxConnectionsPerAddress: 2_000,
      addressHandshakeRate: { perSecond: 200, burst: 2_000 },
    })
  })

  it('counts connections also where rates are off', async () => {
    const { settings } = await toConfig(readEnv({ ...minimal, RATE_LIMITS: 'off' }), noFolder)
    for (const rate of [settings.handshakeRate, settings.addressHandshakeRate, settings.loadRate])
      expect(rate?.burst).toBeGreaterThan(1_000_000)
    expect(settings.maxConnectionsPerAddress).toBe(limits.maxConnectionsPerAddress)
  })

  it('L4 sends nobody away who opens a document where rates are off, and loads as many at a time as ever', async () => {
    const { settings } = await toConfig(readEnv({ ...minimal, RATE_LIMITS: 'off' }), noFolder)
    const gate = new LoadGate({
      settings: { ...defaultSettings, ...settings },
      clock: createManualClock(),
      random: () => 0,
    })
    const [ends, refused] = [[] as (() => void)[], [] as unknown[]]
    const load = () => new Promise<void>((resolve) => ends.push(resolve))
    const all = Array.from({ length: 1_000 }, () => gate.run(load).catch((error) => refused.push(error)))
    for (let ended = 0; ended < all.length; ended++) {
      await settled()
      expect(ends.length - ended).toBe(Math.min(limits.maxLoads, all.length - ended))
      ends[ended]?.()
    }
    await Promise.all(all)
    expect(refused).toEqual([])
  })

  it('L3 gives a shutdown the time that those wait who ask for it', () => {
    const composition = readFileSync(new URL('../../../../docker-compose.yml', import.meta.url), 'utf8')
    const service = composition.split(/^ {2}sync:$/m)[1]
    expect(/stop_grace_period: (\w+)/.exec(service ?? '')?.[1]).toBe(`${limits.maxShutdownMs / 1_000}s`)
    expect(defaultSettings.drainMs).toBeLessThan(exitMs)
    expect(exitMs).toBeLessThan(limits.maxShutdownMs)
  })

  it('traces where it is told a receiver, and all of it unless it is told a share', async () => {
    const at = { ...minimal, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
    const endpoint = at.OTEL_EXPORTER_OTLP_ENDPOINT
    expect((await toConfig(readEnv(at), noFolder)).tracing).toEqual({ endpoint, share: 1 })
    const some = readEnv({ ...at, OTEL_TRACES_SAMPLER_ARG: '0.01' })
    expect((await toConfig(some, noFolder)).tracing).toEqual({ endpoint, share: 0.01 })
  })

  it('reads TRUSTED_PROXIES', async () => {
    const { trustedProxies } = await toConfig(readEnv({ ...minimal, TRUSTED_PROXIES: '2' }), noFolder)
    expect(trustedProxies).toEqual({ kind: 'hops', hops: 2 })
  })

  it.each([
    ['SYNC_PORT', 'eighty'],
    ['SYNC_PORT', '70000'],
    ['DATABASE_URL', 'mysql://localhost/duplex'],
    ['REDIS_URL', 'localhost'],
    ['TICKET_SECRET', 'short'],
    ['LOG_LEVEL', 'loud'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_TRACES_SAMPLER_ARG', '2'],
    ['PUBLIC_URL', 'docs.example'],
    ['TRUSTED_PROXIES', 'yes'],
    ['MAX_CONNECTIONS_PER_USER', '0'],
    ['MAX_CONNECTIONS_PER_DOCUMENT', 'many'],
    ['RATE_LIMITS', 'maybe'],
  ])('refuses %s=%s by name, and does not repeat the value of a secret', (name, value) => {
    expect(() => readEnv({ ...minimal, [name]: value })).toThrow(ConfigError)
    expect(() => readEnv({ ...minimal, [name]: value })).toThrow(name)
    expect(() => readEnv({ ...minimal, [name]: value })).not.toThrow('short')
  })

  it.each([{ ALLOWED_ORIGINS: 'docs.example' }, { TICKET_SECRET: '', DUPLEX_DATA_DIR: '' }])(
    'refuses %o',
    async (change) => {
      await expect(async () => toConfig(readEnv({ ...minimal, ...change }), noFolder)).rejects.toThrow(ConfigError)
    },
  )
})
