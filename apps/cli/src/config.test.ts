import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const read = (environment: NodeJS.ProcessEnv) => readConfig('/srv/duplex', environment)

describe('the configuration of the launcher', () => {
  it('needs no variable', () => {
    const config = read({})
    expect(config).toMatchObject({ dataDir: '/srv/duplex/.duplex', host: '127.0.0.1', webPort: 3000, syncPort: 1234 })
    expect(config.databaseUrl).toBeUndefined()
    expect(config.databasePort).toBeUndefined()
  })

  it('takes an empty variable for an absent one', () => {
    expect(read({ WEB_PORT: '', DATABASE_URL: '' })).toMatchObject({ webPort: 3000, databaseUrl: undefined })
  })

  it('hands every other variable on, and tells nobody to report home', () => {
    expect(read({ SIGN_UP: 'closed' }).environment).toMatchObject({ SIGN_UP: 'closed', NEXT_TELEMETRY_DISABLED: '1' })
  })

  it.each([
    [{ WEB_PORT: '0' }, 'WEB_PORT must be a port from 1 to 65535.'],
    [{ WEB_PORT: '3e3' }, 'WEB_PORT must be a port from 1 to 65535.'],
    [{ DATABASE_URL: 'mysql://root:hunter2@db/x' }, /^DATABASE_URL must be a URL like postgresql:/],
    [{ WEB_PORT: '8000', SYNC_PORT: '8000' }, 'WEB_PORT and SYNC_PORT must be two different ports.'],
  ])('refuses %o in one sentence without the value', (environment, sentence) => {
    expect(() => read(environment)).toThrow(sentence)
    expect(() => read(environment)).not.toThrow('hunter2')
  })
})
