import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPlace, isRunning, type Place, RunningLauncher, startSmall } from './running-launcher.ts'

const boot = path.join(import.meta.dirname, '../../bin/boot.mjs')

/** None of these gets as far as a database. */
const noDatabase = 'postgresql://duplex:secret@127.0.0.1:9/duplex'

describe('a launcher that cannot start', () => {
  let place: Place

  beforeEach(async () => {
    place = await createPlace(noDatabase)
  })
  afterEach(() => place.remove())

  it('names a taken port and the variable that chooses another one', async () => {
    const stranger = createServer().listen(Number(place.env.WEB_PORT), '127.0.0.1')
    await once(stranger, 'listening')
    const launcher = startSmall(place)
    expect(await launcher.exited).toBe(1)
    const sentence = `Port ${place.env.WEB_PORT} is taken: stop the program that uses it, or set WEB_PORT to another port.\n`
    expect(launcher.output).toBe(sentence)
    stranger.close()
  })

  it('names a data folder that cannot be written', async () => {
    const file = path.join(place.dataDir, 'file')
    writeFileSync(file, '')
    const launcher = startSmall(place, { DUPLEX_DATA_DIR: path.join(file, 'data') })
    expect(await launcher.exited).toBe(1)
    expect(launcher.output).toMatch(/^The data folder \S+ cannot be written\. .+\n$/)
  })

  it('names a variable that makes no sense', async () => {
    const launcher = startSmall(place, { SYNC_PORT: 'many' })
    expect(await launcher.exited).toBe(1)
    expect(launcher.output).toBe('SYNC_PORT must be a port from 1 to 65535.\n')
  })

  it('names a database that does not answer, without its password', async () => {
    const launcher = startSmall(place)
    expect(await launcher.exited).toBe(1)
    expect(launcher.output).toContain('The database at 127.0.0.1:9 cannot be used.')
    expect(launcher.output).not.toMatch(/secret| {4}at /)
  })

  it('names a Node.js that is too old, before it does anything', async () => {
    const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.20.4'})"
    const launcher = new RunningLauncher(place, ['--import', old, boot, 'start'])
    expect(await launcher.exited).toBe(1)
    expect(launcher.output).toMatch(/^Duplex needs Node\.js 20\.19\.0 or newer; this is 18\.20\.4\..*\n$/)
  })

  it('leaves a stranger alone whose process id stands in an old run.json', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
    const entry = { pid: stranger.pid, port: 1, started: new Date(0).toISOString(), identity: 'of another time' }
    const run = { address: 'http://localhost:1', processes: { launcher: entry, web: entry, sync: entry } }
    writeFileSync(path.join(place.dataDir, 'run.json'), JSON.stringify(run))
    expect(await startSmall(place).exited).toBe(1)
    expect(isRunning(stranger.pid ?? 0)).toBe(true)
    stranger.kill('SIGKILL')
  })
})
