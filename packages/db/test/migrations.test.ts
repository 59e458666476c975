import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createSchemaEngine } from '../prisma/schema-engine.ts'
import { applyMigrations, MigrationError, pendingMigrations } from '../src/index.ts'
import { readMigrations } from '../src/migrations/read-migrations.ts'
import { createTestDatabase } from '../src/testing/index.ts'

const migrationsFolder = path.join(import.meta.dirname, '../prisma/migrations')

/** A migrated database, or an empty one. */
async function createPool(content: 'migrated' | 'empty') {
  const database = await createTestDatabase()
  const pool = new Pool({ connectionString: database.url })
  onTestFinished(async () => {
    await pool.end()
    await database.drop()
  })
  if (content === 'empty') await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  return { url: database.url, pool }
}

/** A copy of the migrations with one more at the end. */
async function addMigration(name: string, sql: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'duplex-migrations-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await cp(migrationsFolder, folder, { recursive: true })
  await mkdir(path.join(folder, name))
  await writeFile(path.join(folder, name, 'migration.sql'), sql)
  return folder
}

test('schema.prisma and the migrations agree', async () => {
  const { pool } = await createPool('migrated')
  const engine = await createSchemaEngine(pool)
  expect(await engine.diff()).toBeUndefined()
})

test('the comparison notices a column that only the database has', async () => {
  const { pool } = await createPool('migrated')
  await pool.query('ALTER TABLE "Document" ADD COLUMN "extra" TEXT')
  const engine = await createSchemaEngine(pool)
  expect(await engine.diff()).toContain('DROP COLUMN "extra"')
})

test("Prisma's engine takes our records for its own", async () => {
  const { pool } = await createPool('migrated')
  const engine = await createSchemaEngine(pool)
  expect(await engine.diagnose()).toEqual({ edited: [], failed: [], history: null })
  expect(await engine.deploy()).toEqual([])
})

test("we take the records of Prisma's engine for our own", async () => {
  const { url, pool } = await createPool('empty')
  const engine = await createSchemaEngine(pool)
  const names = (await readMigrations()).map(({ name }) => name)
  expect(await engine.deploy()).toEqual(names)
  const lines: string[] = []
  expect(await applyMigrations(url, (line) => lines.push(line))).toEqual([])
  expect(lines).toEqual([])
})

test('migrations are applied in order, once, and reported', async () => {
  const { url } = await createPool('empty')
  const names = (await readMigrations()).map(({ name }) => name)
  expect(await pendingMigrations(url)).toEqual(names)
  const lines: string[] = []
  expect(await applyMigrations(url, (line) => lines.push(line))).toEqual(names)
  expect(lines).toEqual(names.map((name) => `applied migration ${name}`))
  expect(await pendingMigrations(url)).toEqual([])
  expect(await applyMigrations(url)).toEqual([])
})

test('of four processes that migrate at once one applies each migration', async () => {
  const { url } = await createPool('empty')
  const applied = await Promise.all(Array.from({ length: 4 }, () => applyMigrations(url)))
  expect(applied.flat()).toEqual((await readMigrations()).map(({ name }) => name))
})

test('a migration that fails changes nothing, is recorded, and stops every later run', async () => {
  const { url, pool } = await createPool('migrated')
  const folder = await addMigration('99990101000000_broken', 'CREATE TABLE half (id INT); SELECT nonsense;')
  const failed = applyMigrations(url, undefined, folder)
  await expect(failed).rejects.toThrow('migration 99990101000000_broken failed: column "nonsense" does not exist')
  expect((await pool.query("SELECT to_regclass('half') AS half")).rows).toEqual([{ half: null }])
  await expect(applyMigrations(url, undefined, folder)).rejects.toBeInstanceOf(MigrationError)
  const engine = await createSchemaEngine(pool)
  expect(await engine.diagnose()).toMatchObject({ failed: ['99990101000000_broken'] })
})

test('a migration that was edited after it was applied is named', async () => {
  const { url } = await createPool('migrated')
  const name = '99990101000000_more'
  const folder = await addMigration(name, 'SELECT 1')
  await applyMigrations(url, undefined, folder)
  await writeFile(path.join(folder, name, 'migration.sql'), 'SELECT 2')
  const lines: string[] = []
  expect(await applyMigrations(url, (line) => lines.push(line), folder)).toEqual([])
  expect(lines).toEqual([`migration ${name} was edited after it was applied`])
})
