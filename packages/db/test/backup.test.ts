import { randomBytes, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable, Writable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { backedUpTables, checkBackup, leftOutTables, restoreBackup, writeBackup } from '../src/backup/index.ts'
import { appendUpdates, createDatabase, loadLog, pendingMigrations } from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import { withClient } from '../src/with-client.ts'
import { query } from './query.ts'
import { digestTables } from './table-digests.ts'
import { useTestDatabase } from './test-database.ts'

describe('a backup', () => {
  const source = useTestDatabase()
  let folder: string
  let target: TestDatabase

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'duplex-backup-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  beforeEach(async () => {
    target = await createTestDatabase()
  })
  afterEach(() => target.drop())

  const file = () => path.join(folder, randomUUID())
  const backUp = async (name = file()) => {
    await writeBackup(source.url, createWriteStream(name))
    return name
  }
  const restore = (name: string, url = target.url) => restoreBackup(url, createReadStream(name))

  async function fillSource() {
    const user = await source.prisma.user.create({
      data: { email: `${randomUUID()}@example.com`, name: 'Ada\t\\N "ü" 文' },
    })
    await source.prisma.session.create({ data: { userId: user.id, token: randomUUID(), expiresAt: new Date() } })
    const documentIds = await source.createDocuments(3)
    for (const documentId of documentIds) {
      await source.prisma.member.create({ data: { documentId, userId: user.id, role: 'owner' } })
      const bytes = randomBytes(700_000)
      await appendUpdates(source.prisma, [
        { documentId, bytes, authorIds: [user.id], claims: [{ clientId: 2 ** 32, userId: user.id }] },
      ])
    }
    return { user, documentIds }
  }

  it('holds every table, or says why not', async () => {
    const tables = await query(
      source.url,
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    )
    const known: string[] = [...backedUpTables, ...leftOutTables]
    expect(tables.map(({ name }) => String(name)).filter((name) => !known.includes(name))).toEqual([])
  })

  it('restored into an empty database is equal to the original, row by row, but for sign-ins', async () => {
    const { documentIds } = await fillSource()
    const { manifest } = await restore(await backUp())
    expect(await digestTables(target.url)).toEqual(await digestTables(source.url))
    expect(manifest.tables.find(({ name }) => name === 'DocumentUpdate')?.chunks.length).toBeGreaterThan(1)
    expect(await pendingMigrations(target.url)).toEqual([])
    const copy = createDatabase({ url: target.url })
    expect(await copy.prisma.session.count()).toBe(0)
    for (const id of documentIds) expect((await loadLog(copy.prisma, id))?.seq).toBe(1)
    await copy.close()
  })

  it('made while others write is of one moment: every document is whole', async () => {
    const documentIds = await source.createDocuments(20)
    let isWriting = true
    const write = async () => {
      while (isWriting) {
        const entries = documentIds.map((documentId) => ({ documentId, bytes: randomBytes(300), authorIds: [] }))
        await appendUpdates(source.prisma, entries)
      }
    }
    const writers = [write(), write()]
    const name = file()
    const out = createWriteStream(name)
    await expect.poll(() => source.prisma.documentUpdate.count()).toBeGreaterThan(200)
    await writeBackup(source.url, out)
    isWriting = false
    await Promise.all(writers)
    await restore(name)
    const copy = createDatabase({ url: target.url })
    const seqs = new Set<number>()
    for (const id of documentIds) seqs.add((await loadLog(copy.prisma, id))?.seq ?? 0)
    // One group is one transaction: all of its documents have it, or none has.
    expect(seqs.size).toBe(1)
    const [seq = 0] = seqs
    expect(await source.prisma.document.count({ where: { id: { in: documentIds }, lastSeq: { gt: seq } } })).toBe(20)
    // Rows of the log never change, so those of that moment are still in the source: every column, every byte.
    const rows = await rowsUpTo(target.url, documentIds, seq)
    expect(rows).toHaveLength(documentIds.length * seq)
    expect(rows).toEqual(await rowsUpTo(source.url, documentIds, seq))
    expect(await copy.prisma.documentUpdate.count({ where: { documentId: { in: documentIds } } })).toBe(rows.length)
    await copy.close()
  })

  const rowsUpTo = (url: string, ids: readonly string[], seq: number) =>
    query(
      url,
      `SELECT u::text AS row FROM "DocumentUpdate" u
       WHERE "documentId" = ANY('{${ids.join()}}') AND "seq" <= ${seq} ORDER BY "documentId", "seq"`,
    )

  it('that is changed or cut short anywhere is refused, and leaves the database empty', async () => {
    await fillSource()
    const whole = readFileSync(await backUp())
    const before = await digestTables(target.url)
    const plain = gunzipSync(whole)
    const flipAt = (bytes: Buffer, place: number) => {
      const flipped = Buffer.from(bytes)
      flipped[place] = (flipped[place] ?? 0) ^ 1
      return flipped
    }
    const wrong = [
      whole.subarray(0, whole.length / 3),
      flipAt(whole, Math.floor(whole.length / 2)),
      // What follows is a sound gzip, which only the manifest can tell from the original.
      gzipSync(plain.subarray(0, plain.lastIndexOf('manifest.json'))),
      gzipSync(Buffer.concat([plain.subarray(0, plain.lastIndexOf('AuditEvent/000000')), Buffer.alloc(1024)])),
      gzipSync(flipAt(plain, Math.floor(plain.length / 2))),
      gzipSync(flipAt(plain, plain.indexOf('createdAt') + 20)),
    ]
    for (const bytes of wrong) {
      await expect(restoreBackup(target.url, Readable.from([bytes]))).rejects.toMatchObject({ code: 'damaged' })
      await expect(checkBackup(Readable.from([bytes]))).rejects.toMatchObject({ code: 'damaged' })
    }
    await expect(restoreBackup(target.url, Readable.from([Buffer.from('no backup')]))).rejects.toMatchObject({
      code: 'damaged',
    })
    expect(await digestTables(target.url)).toEqual(before)
    await restoreBackup(target.url, Readable.from([whole]))
  })

  it('goes into no database that holds something, or that Duplex is connected to', async () => {
    const name = await backUp()
    await withClient({ connectionString: target.url, application_name: 'duplex' }, async (client) => {
      await client.query('SELECT 1')
      await expect(restore(name)).rejects.toMatchObject({ code: 'in-use' })
    })
    await query(target.url, 'CREATE TABLE strange (id int)')
    await expect(restore(name)).rejects.toMatchObject({ code: 'not-empty' })
    await query(target.url, 'DROP TABLE strange')
    await query(target.url, `INSERT INTO "Document" ("id", "title") VALUES ('${randomUUID()}', 'kept')`)
    await expect(restore(name)).rejects.toMatchObject({ code: 'not-empty' })
    expect(await query(target.url, 'SELECT "title" FROM "Document"')).toEqual([{ title: 'kept' }])
  })

  it('of an older version is brought up to date, and of an unknown one is refused', async () => {
    const old = await createTestDatabase()
    await query(old.url, 'DROP TABLE "AuditEvent"')
    await query(old.url, `DELETE FROM _prisma_migrations WHERE migration_name LIKE '%_audit'`)
    await query(old.url, `INSERT INTO "Document" ("id", "title") VALUES ('${randomUUID()}', 'old')`)
    const name = file()
    await writeBackup(old.url, createWriteStream(name))
    await restore(name)
    expect(await pendingMigrations(target.url)).toEqual([])
    expect(await query(target.url, 'SELECT "title" FROM "Document"')).toEqual([{ title: 'old' }])
    await query(old.url, `UPDATE _prisma_migrations SET checksum = repeat('0', 64) WHERE migration_name LIKE '%_init'`)
    await writeBackup(old.url, createWriteStream(name))
    const empty = await createTestDatabase()
    await expect(restore(name, empty.url)).rejects.toMatchObject({ code: 'other-version' })
    await old.drop()
    await empty.drop()
  })

  it('of a database without tables is refused', async () => {
    await query(target.url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    const out = new Writable({ write: (_chunk, _encoding, done) => done() })
    await expect(writeBackup(target.url, out)).rejects.toMatchObject({ code: 'no-tables' })
  })

  it('says so when its file cannot be written, and keeps no connection', async () => {
    const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the disk is full')) })
    await expect(writeBackup(source.url, full)).rejects.toThrow('the disk is full')
    const open = "SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = 'duplex-backup'"
    await expect.poll(() => query(source.url, open)).toEqual([{ open: 0 }])
  })

  it('goes through in small pieces, however large the rows are', async () => {
    await fillSource()
    const sizes: number[] = []
    const out = new Writable({
      write(chunk: Buffer, _encoding, done) {
        sizes.push(chunk.length)
        done()
      },
    })
    const { bytes } = await writeBackup(source.url, out)
    expect(Math.max(...sizes)).toBeLessThan(bytes / 10)
  })
})
