import { describe, expect, test } from 'vitest'
import { readConfig } from '../config/config.ts'
import { listSyncOrigins, toSyncUrl } from './sync-address.ts'

const needed = { DATABASE_URL: 'postgresql://localhost/duplex', DUPLEX_DATA_DIR: '/tmp/duplex' }

describe('the address of the sync server', () => {
  test('is the host that the browser used, with the port of the sync server', () => {
    const config = readConfig({ ...needed, SYNC_PORT: '1234' })
    expect(toSyncUrl(config, '127.0.0.1:3000')).toBe('ws://127.0.0.1:1234/sync/v1')
    expect(toSyncUrl(config, 'localhost:3000')).toBe('ws://localhost:1234/sync/v1')
    expect(listSyncOrigins(config)).toEqual([
      'ws://localhost:1234',
      'ws://127.0.0.1:1234',
      'http://localhost:1234',
      'http://127.0.0.1:1234',
    ])
  })

  test('never repeats a host that is not ours', () => {
    const config = readConfig(needed)
    for (const host of ['evil.example', 'localhost:9999', undefined]) {
      expect(toSyncUrl(config, host)).toBe('ws://localhost:1234/sync/v1')
    }
  })

  test('is under the one public origin, where there is one', () => {
    const config = readConfig({ ...needed, PUBLIC_URL: 'https://docs.example.org' })
    expect(toSyncUrl(config, 'docs.example.org')).toBe('wss://docs.example.org/sync/v1')
    expect(listSyncOrigins(config)).toEqual(['wss://docs.example.org', 'https://docs.example.org'])
  })

  test('is what SYNC_PUBLIC_URL says, before anything else', () => {
    const config = readConfig({
      ...needed,
      PUBLIC_URL: 'https://docs.example.org',
      SYNC_PUBLIC_URL: 'wss://sync.example.org:8443/',
    })
    expect(toSyncUrl(config, 'docs.example.org')).toBe('wss://sync.example.org:8443/sync/v1')
    expect(listSyncOrigins(config)).toEqual(['wss://sync.example.org:8443', 'https://sync.example.org:8443'])
  })
})
