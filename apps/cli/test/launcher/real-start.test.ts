import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPlace, isRunning, type Place, RunningLauncher } from './running-launcher.ts'

const boot = path.join(import.meta.dirname, '../../bin/boot.mjs')
/** Long enough to build everything, where that has not been done yet. */
const startMs = 300_000

let place: Place
let launcher: RunningLauncher

beforeEach(async () => {
  place = await createPlace(undefined)
  launcher = new RunningLauncher(place, [boot, 'start'], { NODE_ENV: undefined })
})
afterEach(async () => {
  await launcher.kill('SIGTERM')
  await place.remove()
})

it('npm start makes the product answer, survives kill -9 of web, and leaves nothing behind', async () => {
  await launcher.said('Duplex is ready', startMs)
  const { address } = launcher.run
  const page = await fetch(address)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Duplex')
  expect((await fetch(`http://127.0.0.1:${place.env.SYNC_PORT}/readyz`)).status).toBe(200)

  process.kill(launcher.pidOf('web'), 'SIGKILL')
  await launcher.said('web ended (SIGKILL) and was started again')
  expect((await fetch(`${address}/api/v1/readyz`)).status).toBe(200)

  const pids = [launcher.pidOf('web'), launcher.pidOf('sync'), launcher.pidOf('database')]
  expect(await launcher.kill('SIGINT')).toBe(0)
  expect(pids.filter(isRunning)).toEqual([])
}, 400_000)
