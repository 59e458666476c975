import { readFileSync } from 'node:fs'
import path from 'node:path'
import { limits } from '@duplex/protocol'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPlace, isRunning, type Place, RunningLauncher } from './running-launcher.ts'

const root = path.join(import.meta.dirname, '../../../..')
const boot = path.join(root, 'apps/cli/bin/boot.mjs')
/** Long enough to build everything, where that has not been done yet. */
const startMs = 300_000

let place: Place
let launcher: RunningLauncher

beforeEach(async () => {
  place = await createPlace(undefined)
})
afterEach(async () => {
  await launcher.kill('SIGTERM')
  await place.remove()
})

function start(args: string[], environment: NodeJS.ProcessEnv = {}): void {
  launcher = new RunningLauncher(place, args, { NODE_ENV: undefined, ...environment })
}

const pidsOfAll = () => [launcher.pidOf('web'), launcher.pidOf('sync'), launcher.pidOf('database')]

/** The unit for systemd in docs/operations.md: its settings, of which some have several lines. */
function readUnit(): (name: string) => string {
  const [, unit = ''] =
    /^```ini\n(\[Unit\]\n.*?)^```$/ms.exec(readFileSync(path.join(root, 'docs/operations.md'), 'utf8')) ?? []
  const lines = unit.split('\n').map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)])
  return (name) =>
    lines
      .filter(([one]) => one === name)
      .map(([, value]) => value)
      .join(' ')
}

it('npm start makes the product answer, survives kill -9 of web, and leaves nothing behind', async () => {
  start([boot, 'start'])
  await launcher.said('Duplex is ready', startMs)
  const { address } = launcher.run
  const page = await fetch(address)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Duplex')
  expect((await fetch(`http://127.0.0.1:${place.env.SYNC_PORT}/readyz`)).status).toBe(200)

  process.kill(launcher.pidOf('web'), 'SIGKILL')
  await launcher.said('web ended (SIGKILL) and was started again')
  expect((await fetch(`${address}/api/v1/readyz`)).status).toBe(200)

  const pids = pidsOfAll()
  expect(await launcher.kill('SIGINT')).toBe(0)
  expect(pids.filter(isRunning)).toEqual([])
}, 400_000)

it('as the unit for systemd starts it, it runs, and SIGTERM to the first process alone ends all of it', async () => {
  const unit = readUnit()
  const [node, file = '', ...words] = unit('ExecStart').split(' ')
  expect(node).toBe('/usr/bin/node')
  const variables = unit('Environment')
    .split(' ')
    .map((pair) => pair.split('='))
  const { HOME, DUPLEX_DATA_DIR, ...environment } = Object.fromEntries(variables)
  // Both are where systemd makes a folder for the account; this test has another one.
  for (const folder of [HOME, DUPLEX_DATA_DIR]) expect(folder).toMatch(`/var/lib/${unit('StateDirectory')}`)
  start([path.join(root, file), ...words], environment)
  await launcher.said(`Duplex is ready: ${environment.PUBLIC_URL}`, startMs)
  expect((await fetch(`http://127.0.0.1:${place.env.WEB_PORT}/api/v1/readyz`)).status).toBe(200)

  expect(unit('KillMode')).toBe('mixed')
  expect(Number(unit('TimeoutStopSec')) * 1_000).toBeGreaterThan(limits.maxShutdownMs + 10_000)
  const pids = pidsOfAll()
  expect(await launcher.kill('SIGTERM')).toBe(0)
  expect(pids.filter(isRunning)).toEqual([])
}, 400_000)
