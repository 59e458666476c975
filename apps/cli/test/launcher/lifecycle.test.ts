import { statSync } from 'node:fs'
import path from 'node:path'
import { createTestDatabase, type TestDatabase } from '@duplex/db/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readRun } from '../../src/folder/run-file.ts'
import {
  createPlace,
  isRunning,
  type Place,
  type RunningLauncher,
  startSmall,
  startSmallUnderNpm,
  until,
} from './running-launcher.ts'

describe('a launcher', () => {
  let database: TestDatabase
  let place: Place
  const launchers: RunningLauncher[] = []

  const start = async (env?: NodeJS.ProcessEnv, where = place) => {
    const launcher = startSmall(where, env)
    launchers.push(launcher)
    await launcher.said('Duplex is ready')
    return launcher
  }

  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())
  beforeEach(async () => {
    place = await createPlace(database.url)
  })
  afterEach(async () => {
    for (const launcher of launchers.splice(0)) await launcher.kill('SIGTERM')
    await place.remove()
  })

  it('names each process, its id and its port in a run.json that only its owner can read', async () => {
    const launcher = await start()
    const { address, processes } = launcher.run
    expect(address).toBe(`http://localhost:${place.env.WEB_PORT}`)
    expect(processes.web?.port).toBe(Number(place.env.WEB_PORT))
    expect(processes.sync?.port).toBe(Number(place.env.SYNC_PORT))
    expect(processes.database).toBeUndefined()
    for (const entry of Object.values(processes)) expect(isRunning(entry?.pid ?? 0)).toBe(true)
    expect(statSync(path.join(place.dataDir, 'run.json')).mode & 0o777).toBe(0o600)
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends web, then sync, then itself on %s', async (signal) => {
    const launcher = await start()
    const pids = [launcher.pidOf('web'), launcher.pidOf('sync')]
    expect(await launcher.kill(signal)).toBe(0)
    expect(launcher.endedServices).toEqual(['web', 'sync'])
    expect(pids.filter(isRunning)).toEqual([])
    expect(readRun(place.dataDir)).toBeUndefined()
  })

  it('ends everything when npm is ended, which does not pass that on', async () => {
    const launcher = startSmallUnderNpm(place)
    await launcher.said('Duplex is ready')
    await launcher.kill('SIGTERM')
    expect(launcher.endedServices).toEqual(['web', 'sync'])
    expect(readRun(place.dataDir)).toBeUndefined()
  })

  it('starts a killed service again and says so in one line', async () => {
    const launcher = await start()
    const pid = launcher.pidOf('sync')
    process.kill(pid, 'SIGKILL')
    await launcher.said('sync ended (SIGKILL) and was started again')
    expect(launcher.pidOf('sync')).not.toBe(pid)
    expect((await fetch(`http://127.0.0.1:${place.env.SYNC_PORT}/`)).status).toBe(200)
  })

  it('refuses to start twice from one data folder', async () => {
    const first = await start()
    const second = startSmall(place)
    expect(await second.exited).toBe(1)
    expect(second.output).toMatch(/^Duplex already runs from \S+ \(process \d+\): open http:\S+\.\n$/)
    expect(isRunning(first.pidOf('web'))).toBe(true)
  })

  it('runs beside another one that has another data folder and other ports', async () => {
    const other = await createPlace(database.url)
    const [one, two] = await Promise.all([start(), start({}, other)])
    await one.kill('SIGINT')
    expect(isRunning(two.pidOf('web'))).toBe(true)
    await two.kill('SIGINT')
    await other.remove()
  })

  it('ends what it started when a later service does not start, and shows why', async () => {
    const launcher = startSmall(place, { FAILING: 'web' })
    expect(await launcher.exited).toBe(1)
    expect(launcher.output).toContain('web ended at once (exit code 3).')
    expect(launcher.output).toContain('web has a reason to fail')
    expect(launcher.endedServices).toEqual(['sync'])
    expect(launcher.output).not.toContain('    at ')
  })

  it('ends at once when it is interrupted while it starts', async () => {
    const launcher = startSmall(place)
    await launcher.said('tables are up to date')
    expect(await launcher.kill('SIGINT')).toBe(0)
    expect(readRun(place.dataDir)).toBeUndefined()
  })

  it('takes over what a killed launcher left running', async () => {
    const killed = await start()
    const [web, sync] = [killed.pidOf('web'), killed.pidOf('sync')]
    await killed.kill('SIGKILL')
    expect([web, sync].filter(isRunning)).toHaveLength(2)
    const next = await start()
    expect(next.output).toContain('web still ran from an earlier start and was ended')
    expect([web, sync].filter(isRunning)).toEqual([])
    await until(() => isRunning(next.pidOf('web')))
  })
})
