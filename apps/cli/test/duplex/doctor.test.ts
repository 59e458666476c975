import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { removeNode, writeNode } from '@duplex/db'
import { createTestDatabase } from '@duplex/db/testing'
import { describe, expect, it } from 'vitest'
import { useDesk } from './desk.ts'

describe('duplex doctor', () => {
  const desk = useDesk()

  async function findings(environment: NodeJS.ProcessEnv = {}) {
    const said = await desk.run(['doctor', '--json'], environment)
    const parsed = JSON.parse(said.out) as {
      healthy: boolean
      findings: { about: string; verdict: string; detail: string }[]
    }
    const about = Object.fromEntries(parsed.findings.map((finding) => [finding.about, finding]))
    return { code: said.code, healthy: parsed.healthy, about }
  }

  it('finds a healthy installation healthy, in one line each', async () => {
    const { code, out } = await desk.run(['doctor'])
    expect(code).toBe(0)
    expect(out).toMatch(/^✓ database {7}PostgreSQL \d+.* at 127\.0\.0\.1:\d+, /m)
    expect(out).toMatch(/^✓ clock +the database is \d+ ms (ahead of|behind) this machine/m)
    expect(out).toMatch(/^✓ migrations +the tables are up to date$/m)
    expect(out).toMatch(/^✓ redis +none/m)
    expect(out).toMatch(/^✓ disk +\S+ [kMG]B free for /m)
  })

  it('names a database that does not answer, without its password, and fails', async () => {
    const { code, healthy, about } = await findings({ DATABASE_URL: 'postgresql://duplex:hunter2@127.0.0.1:9/x' })
    expect([code, healthy, about.database?.verdict]).toEqual([1, false, 'failure'])
    expect(about.database?.detail).toMatch(/^127\.0\.0\.1:9 cannot be used/)
    expect(JSON.stringify(about)).not.toContain('hunter2')
  })

  it('names the migrations that are pending, and every other command asks for them', async () => {
    const old = await createTestDatabase()
    const { Client } = await import('pg')
    const client = new Client({ connectionString: old.url })
    await client.connect()
    await client.query("DELETE FROM _prisma_migrations WHERE migration_name LIKE '%_disabled_account'")
    await client.end()
    const environment = { DATABASE_URL: old.url }
    const { code, about } = await findings(environment)
    expect([code, about.migrations?.verdict]).toEqual([1, 'failure'])
    expect(about.migrations?.detail).toMatch(/1 migration pending.*_disabled_account/)
    await expect(desk.run(['users', 'list'], environment)).rejects.toThrow('not up to date')
    await old.drop()
  })

  it('says what a Redis that does not answer means', async () => {
    const { code, about } = await findings({ REDIS_URL: 'redis://:hunter2@127.0.0.1:9' })
    expect([code, about.redis?.verdict]).toEqual([1, 'failure'])
    expect(about.redis?.detail).toMatch(/^127\.0\.0\.1:9 does not answer .*: documents stay whole/)
    expect(about.redis?.detail).not.toContain('hunter2')
  })

  it('warns of several processes of sync without a Redis between them, and not of one', async () => {
    const run = (id: string) =>
      writeNode(desk.prisma, { id, host: 'north', version: '1' }, 'ready', {
        ...{ rooms: 0, liveRooms: 0, connections: 0, visits: 0, storage: 'healthy', storeLagMs: 0, queuedBytes: 0 },
        ...{ heapBytes: 0, rssBytes: 0, eventLoopMs: 0, places: [], paths: [], heard: [] },
      })
    const [north, south] = [randomUUID(), randomUUID()]
    await run(north)
    expect((await findings()).about.redis?.verdict).toBe('good')
    await run(south)
    const { code, about } = await findings()
    expect([code, about.redis?.verdict]).toEqual([0, 'warning'])
    expect(about.redis?.detail).toMatch(/and 2 run: edits at another come up to 10 s late/)
    for (const id of [north, south]) await removeNode(desk.prisma, id)
  })

  it('warns of a proxy whose word about addresses nobody trusts, and of a path in the public address', async () => {
    const warned = await findings({ PUBLIC_URL: 'https://docs.example.org' })
    expect([warned.code, warned.about.configuration?.verdict]).toEqual([0, 'warning'])
    expect((await findings({ PUBLIC_URL: 'https://docs.example.org/duplex' })).about.configuration?.verdict).toBe(
      'failure',
    )
    const right = await findings({ PUBLIC_URL: 'https://docs.example.org', TRUSTED_PROXIES: '1' })
    expect(right.about.configuration?.verdict).toBe('good')
  })

  it.runIf(process.platform !== 'win32')('fails where others can read the secrets, and makes none', async () => {
    const data = path.join(desk.folder, 'data')
    expect((await findings()).about.secrets?.detail).toMatch(/^none yet/)
    mkdirSync(data, { recursive: true })
    writeFileSync(path.join(data, 'secrets.json'), '{}')
    chmodSync(path.join(data, 'secrets.json'), 0o644)
    const { code, about } = await findings()
    expect([code, about.secrets?.verdict]).toEqual([1, 'failure'])
    expect(about.secrets?.detail).toContain('chmod 600')
  })
})
