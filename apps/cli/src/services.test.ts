import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { addressOf, listServices, toServiceEnvironment } from './services.ts'

const root = new URL('../../..', import.meta.url).pathname
const read = (environment: NodeJS.ProcessEnv) => readConfig(root, environment)

describe('the address that is printed', () => {
  it.each([
    [{}, 'http://localhost:3000'],
    [{ HOST: '0.0.0.0', WEB_PORT: '80' }, 'http://localhost:80'],
    [{ HOST: '10.1.2.3' }, 'http://10.1.2.3:3000'],
    [{ PUBLIC_URL: 'https://docs.example.org' }, 'https://docs.example.org'],
  ])('of %o is %s', (environment, address) => {
    expect(addressOf(read(environment))).toBe(address)
  })
})

describe('services', () => {
  it('start with sync, because web promises its address', () => {
    expect(listServices(read({}), 'production').map(({ name, port }) => [name, port])).toEqual([
      ['sync', 1234],
      ['web', 3000],
    ])
  })

  it('are asked for readiness where they listen', () => {
    const ready = (host: string) => listServices(read({ HOST: host }), 'production')[0]?.ready.url
    expect(ready('0.0.0.0')).toBe('http://127.0.0.1:1234/readyz')
    expect(ready('::')).toBe('http://[::1]:1234/readyz')
    expect(ready('10.1.2.3')).toBe('http://10.1.2.3:1234/readyz')
  })

  it('are told what the launcher decided, and are not told a PUBLIC_URL that nobody chose', () => {
    const environment = toServiceEnvironment(read({ HOST: '0.0.0.0' }), 'production', 'postgresql://x@127.0.0.1/y')
    expect(environment).toMatchObject({
      NODE_ENV: 'production',
      DATABASE_URL: 'postgresql://x@127.0.0.1/y',
      WEB_PORT: '3000',
      SYNC_PORT: '1234',
      SYNC_HOST: '0.0.0.0',
    })
    expect(environment.PUBLIC_URL).toBeUndefined()
  })
})
