import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { withSchemaEngine } from '../prisma/schema-engine.ts'
import { applyMigrations, MigrationError, pendingMigrations } from '../src/index.ts'
import { readMigrations } from '../src/migrations/read-migrations.ts'
import { createTestDatabase } from '../src/testing/index.ts'
import { query } from './query.ts'

const migrationsFolder = path.join(import.meta.dirname, '../prisma/migrations')

/** The URL of a migrated database, or of an empty one. */
async function createUrl(content: 'migrated' | 'empty'): Promise<string> {
  const { url, drop } = await createTestDatabase()
  onTestFinished(drop)
  if (content === 'empty') await query(url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  return url
}

const namesOfMigrations = async () => (await readMigrations()).map(({ name }) => name)

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
  const url = await createUrl('migrated')
  expect(await withSchemaEngine(url, (engine) => engine.diff())).toBeUndefined()
})

test('the comparison notices a column that only the database has', async () => {
  const url = await createUrl('migrated')
  await query(url, 'ALTER TABLE "Document" ADD COLUMN "extra" TEXT')
  expect(await withSchemaEngine(url, (engine) => engine.diff())).toContain('DROP COLUMN "extra"')
})

test("Prisma's engine takes our records for its own", async () => {
  const url = await createUrl('migrated')
  await withSchemaEngine(url, async (engine) => {
    expect(await engine.diagnose()).toEqual({ edited: [], failed: [], history: null })
    expect(await engine.deploy()).toEqual([])
  })
})

test("we take the records of Prisma's engine for our own", async () => {
  const url = await createUrl('empty')
  expect(await withSchemaEngine(url, (engine) => engine.deploy())).toEqual(await namesOfMigrations())
  const lines: string[] = []
  expect(await applyMigrations(url, (line) => lines.push(line))).toEqual([])
  expect(lines).toEqual([])
})

test('migrations are applied in order, once, and reported', async () => {
  const url = await createUrl('empty')
  const names = await namesOfMigrations()
  expect(await pendingMigrations(url)).toEqual(names)
  const lines: string[] = []
  expect(await applyMigrations(url, (line) => lines.push(line))).toEqual(names)
  expect(lines).toEqual(names.map((name) => `applied migration ${name}`))
  expect(await pendingMigrations(url)).toEqual([])
  expect(await applyMigrations(url)).toEqual([])
})

test('of four processes that migrate at once one applies each migration', async () => {
  const url = await createUrl('empty')
  const applied = await Promise.all(Array.from({ length: 4 }, () => applyMigrations(url)))
  expect(applied.flat()).toEqual(await namesOfMigrations())
})

test('a migration that fails changes nothing, is recorded, and stops every later run', async () => {
  const url = await createUrl('migrated')
  const folder = await addMigration('99990101000000_broken', 'CREATE TABLE half (id INT); SELECT nonsense;')
  const failed = applyMigrations(url, undefined, folder)
  await expect(failed).rejects.toThrow('migration 99990101000000_broken failed: column "nonsense" does not exist')
  expect(await query(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }])
  await expect(applyMigrations(url, undefined, folder)).rejects.toBeInstanceOf(MigrationError)
  const { failed: recorded } = await withSchemaEngine(url, (engine) => engine.diagnose())
  expect(recorded).toEqual(['99990101000000_broken'])
})

test('a migration that was edited after it was applied is named', async () => {
  const url = await createUrl('migrated')
  const name = '99990101000000_more'
  const folder = await addMigration(name, 'SELECT 1')
  await applyMigrations(url, undefined, folder)
  await writeFile(path.join(folder, name, 'migration.sql'), 'SELECT 2')
  const lines: string[] = []
  expect(await applyMigrations(url, (line) => lines.push(line), folder)).toEqual([])
  expect(lines).toEqual([`migration ${name} was edited after it was applied`])
})
