import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { isAlive, readPostmaster } from '../src/embedded/lock-file.ts'
import { createTestDatabase } from '../src/testing/index.ts'
import { startTestCluster, toDatabaseUrl } from '../src/testing/test-cluster.ts'
import { query } from './query.ts'

test('nothing is left of a cluster whose run was killed', async () => {
  const program = fileURLToPath(new URL('./start-test-cluster.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const [row] = await query(String(line).trim(), 'SHOW data_directory')
  const folder = String(row?.data_directory)
  const pid = (await readPostmaster(folder))?.pid ?? 0
  expect(isAlive(pid)).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => isAlive(pid)).toBe(false)
  await expect.poll(() => stat(path.dirname(folder)).catch((error: NodeJS.ErrnoException) => error.code)).toBe('ENOENT')
})

test('test databases are migrated, empty and apart, and are gone when dropped', async () => {
  const [first, second] = [await createTestDatabase(), await createTestDatabase()]
  await query(first.url, `INSERT INTO "Document" (id, title) VALUES (gen_random_uuid(), 'one')`)
  expect(await query(second.url, 'SELECT count(*)::int FROM "Document"')).toEqual([{ count: 0 }])
  await first.drop()
  await second.drop()
  await expect(query(first.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
})

test('a run on a server that is given leaves nothing on it', async () => {
  const { url, drop } = await createTestDatabase()
  onTestFinished(drop)
  const cluster = await startTestCluster(url)
  const template = toDatabaseUrl(url, cluster.template)
  expect(await query(template, 'SELECT count(*)::int FROM "Document"')).toEqual([{ count: 0 }])
  await cluster.close()
  await expect(query(template, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
})
