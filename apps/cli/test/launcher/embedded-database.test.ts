import { pendingMigrations } from '@duplex/db'
import { readOrCreateSecrets } from '@duplex/protocol/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPlace, isRunning, type Place, type RunningLauncher, startSmall, until } from './running-launcher.ts'

describe('a launcher with the embedded database', () => {
  let place: Place
  let launcher: RunningLauncher

  beforeEach(async () => {
    place = await createPlace(undefined)
    launcher = startSmall(place)
    await launcher.said('Duplex is ready')
  })
  afterEach(async () => {
    await launcher.kill('SIGTERM')
    await place.remove()
  })

  it('starts a killed database again on the same port, and ends it with everything else', async () => {
    const pid = launcher.pidOf('database')
    process.kill(pid, 'SIGKILL')
    await launcher.said('database ended (killed or crashed) and was started again')
    const { databasePassword } = await readOrCreateSecrets(place.dataDir)
    const url = `postgresql://duplex:${databasePassword}@127.0.0.1:${place.env.DATABASE_PORT}/duplex`
    expect(await pendingMigrations(url)).toEqual([])
    const next = launcher.pidOf('database')
    await launcher.kill('SIGINT')
    expect(isRunning(next)).toBe(false)
  })

  it('goes on with the database that a killed launcher left running, and ends it in the end', async () => {
    const pid = launcher.pidOf('database')
    await launcher.kill('SIGKILL')
    launcher = startSmall(place)
    await launcher.said('Duplex is ready')
    expect(launcher.output).toContain('PostgreSQL found running')
    expect(launcher.pidOf('database')).toBe(pid)
    await launcher.kill('SIGINT')
    await until(() => !isRunning(pid))
  })
})
