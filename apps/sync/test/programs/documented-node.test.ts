import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useFixture } from '../support/fixture.ts'
import { type RedisServer, startRedis } from '../support/redis-server.ts'
import { origin } from '../support/server.ts'
import { until } from '../support/until.ts'
import { ticketSecret } from '../support/world.ts'

const app = fileURLToPath(new URL('../..', import.meta.url))
const [command = ''] =
  /^cd apps\/sync && SYNC_PORT=\d+ node .*$/m.exec(readFileSync(path.join(app, '../../docs/operations.md'), 'utf8')) ??
  []

const fixture = useFixture()
const nodes: ChildProcess[] = []
let folder: string
let redis: RedisServer

beforeAll(async () => {
  redis = await startRedis()
  folder = mkdtempSync(path.join(tmpdir(), 'duplex-node-'))
  const outdir = path.join(folder, 'apps/sync/dist')
  execFileSync('npm', ['run', 'build', '--silent', '--', `--outdir=${outdir}`], { cwd: app, stdio: 'inherit' })
})
afterAll(async () => {
  for (const node of nodes) {
    const gone = once(node, 'exit')
    // The shell and the node that it waits for.
    process.kill(-(node.pid as number), 'SIGTERM')
    await gone
  }
  await redis.close()
  rmSync(folder, { recursive: true })
})

/** Gives the documented line to a shell, with another port. Its address. */
function start(port: number): string {
  const words = command.replace(/SYNC_PORT=\d+ /, `SYNC_PORT=${port} `)
  const variables = { DATABASE_URL: fixture.database.url, REDIS_URL: redis.url, TICKET_SECRET: ticketSecret }
  const env = { PATH: process.env.PATH, PUBLIC_URL: origin, ...variables }
  nodes.push(spawn('sh', ['-c', words], { cwd: folder, env, detached: true, stdio: 'ignore' }))
  return `http://127.0.0.1:${port}`
}

const readText = (url: string) =>
  fetch(url).then(
    (answer) => answer.text(),
    () => '',
  )

it('a further node is what docs/operations.md starts, and knows the others over Redis', async () => {
  expect(command).not.toBe('')
  const first = 20_000 + Math.floor(Math.random() * 10_000)
  const addresses = [start(first), start(first + 1)]
  for (const address of addresses) {
    await until(`${address} is ready`, async () => (await readText(`${address}/readyz`)).includes('"redis":"up"'))
    await until(`${address} hears the other`, async () =>
      (await readText(`${address}/metrics`)).includes('\nduplex_sync_other_nodes 1\n'),
    )
  }
})
