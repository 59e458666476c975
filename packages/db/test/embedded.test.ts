import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { EmbeddedPostgresError } from '../src/embedded/index.ts'
import { isAlive } from '../src/embedded/lock-file.ts'
import { createEmbeddedFolder, useUsedFolder } from './embedded-folder.ts'
import { query } from './query.ts'

const createUsedFolder = useUsedFolder()

const endless = 'SELECT count(*) FROM generate_series(1, 1e9)'

const errorOf = async (promise: Promise<unknown>) => {
  const error = await promise.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(EmbeddedPostgresError)
  return error as EmbeddedPostgresError
}

test('a server starts on an empty folder, keeps its data over a stop, and starts again', async () => {
  const { start, dataDir, port } = await createEmbeddedFolder()
  const lines: string[] = []
  const first = await start({ kind: 'durable', log: (line) => lines.push(line) })
  expect(first).toMatchObject({ port, reused: false })
  expect(lines).toEqual(['creating the database'])
  await query(first.url, "CREATE TABLE kept AS SELECT 'kept' AS word")
  await first.stop()
  expect(await first.exited).toEqual({ expected: true })
  expect(isAlive(first.pid)).toBe(false)
  const second = await start()
  expect(second.reused).toBe(false)
  expect(await query(second.url, 'SELECT word FROM kept')).toEqual([{ word: 'kept' }])
  expect((await stat(dataDir)).mode & 0o077).toBe(0)
  await second.stop()
})

test('the server listens on loopback only, asks for the password, and gives the product no special rights', async () => {
  const { start, port } = await createUsedFolder()
  const { url, stop } = await start()
  const wrong = new URL(url)
  wrong.password = 'wrong'
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  wrong.password = ''
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow()
  expect(
    await query(url, "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'duplex'"),
  ).toEqual([{ rolsuper: false, rolcreaterole: false, rolcreatedb: false }])
  expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  expect(await query(url, 'SHOW port')).toEqual([{ port: String(port) }])
  expect(await query(url, 'SHOW password_encryption')).toEqual([{ password_encryption: 'scram-sha-256' }])
  await stop()
})

test('a second start on the folder joins the running server and does not stop it', async () => {
  const { start, port } = await createUsedFolder()
  const first = await start()
  const lines: string[] = []
  const second = await start({ port: port + 1, log: (line) => lines.push(line) })
  expect(second).toMatchObject({ url: first.url, pid: first.pid, port, reused: true })
  expect(lines).toEqual([`using the database that already runs on port ${port}`])
  await second.stop()
  expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await first.stop()
  expect(await second.exited).toEqual({ expected: false })
})

test('of several starts at once on an empty folder one starts the server and the others join it', async () => {
  const { start } = await createEmbeddedFolder()
  const servers = await Promise.all([start(), start(), start()])
  expect(new Set(servers.map(({ pid }) => pid)).size).toBe(1)
  expect(servers.filter(({ reused }) => !reused)).toHaveLength(1)
  await Promise.all(servers.map(({ stop }) => stop()))
})

test('kill -9 of the server resolves `exited`, and what was committed is there after the next start', async () => {
  const { start } = await createUsedFolder()
  let server = await start()
  await query(server.url, 'CREATE TABLE kept (round INT)')
  for (let round = 1; round <= 3; round++) {
    // A backend that computes outlives its postmaster.
    const busy = query(`${server.url}?options=-c%20statement_timeout=1500`, endless).catch((error: unknown) => error)
    await query(server.url, `INSERT INTO kept VALUES (${round})`)
    process.kill(server.pid, 'SIGKILL')
    expect(await server.exited).toEqual({ expected: false })
    server = await start()
    expect(await query(server.url, 'SELECT max(round) AS newest FROM kept')).toEqual([{ newest: round }])
    expect(await busy).toBeInstanceOf(Error)
  }
  await server.stop()
})

test('a lock file that names a process of another program does not keep the server from starting', async () => {
  const { start, dataFolder, port } = await createUsedFolder()
  // PostgreSQL itself believes any living process but its parent.
  const other = spawn('sleep', ['60'])
  onTestFinished(() => void other.kill())
  const lock = [other.pid, dataFolder, 1_700_000_000, port, '', '127.0.0.1', '  1  1', 'ready   ', '']
  await writeFile(path.join(dataFolder, 'postmaster.pid'), lock.join('\n'))
  const server = await start()
  expect(server.reused).toBe(false)
  await server.stop()
})

test('a folder whose making was interrupted is made anew', async () => {
  const { start, dataFolder } = await createUsedFolder()
  // As a killed initdb leaves it: complete in part, under the name of a process that is gone.
  const leftover = `${dataFolder}.new-999999999-draft`
  await rename(dataFolder, leftover)
  await rm(path.join(leftover, 'global'), { recursive: true })
  await (await start()).stop()
  await expect(stat(leftover)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a taken port is said in one sentence', async () => {
  const { start, port } = await createEmbeddedFolder()
  const other = createServer().listen(port, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { code, message } = await errorOf(start())
  expect(code).toBe('port-taken')
  expect(message).toBe(`Port ${port} for the database is taken by another program.`)
})

test('a folder of another major version is left alone and said in one sentence', async () => {
  const { start, dataFolder } = await createUsedFolder()
  await writeFile(path.join(dataFolder, 'PG_VERSION'), '16\n')
  const { code, message } = await errorOf(start())
  expect(code).toBe('other-version')
  expect(message).toContain(`The database in ${dataFolder} is of PostgreSQL 16 and this is PostgreSQL 18`)
})

test('another password than the one the folder was made with is said in one sentence, and the server ends', async () => {
  const { start, dataFolder } = await createUsedFolder()
  const { code } = await errorOf(start({ password: 'another' }))
  expect(code).toBe('wrong-password')
  await expect(stat(path.join(dataFolder, 'postmaster.pid'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a folder that PostgreSQL cannot use is said with its own words', async () => {
  const { start, dataFolder } = await createUsedFolder()
  await rm(path.join(dataFolder, 'global'), { recursive: true })
  const { code, message } = await errorOf(start())
  expect(code).toBe('failed')
  expect(message).toContain('global')
})

test('the log keeps no statement and no content', async () => {
  const { start, dataDir } = await createUsedFolder()
  const { url, stop } = await start()
  await query(url, 'CREATE TABLE secret (word TEXT PRIMARY KEY)')
  await query(url, "INSERT INTO secret VALUES ('swordfish')")
  await expect(query(url, "INSERT INTO secret VALUES ('swordfish')")).rejects.toThrow()
  await stop()
  const log = await readFile(path.join(dataDir, 'server.log'), 'utf8')
  expect(log).toContain('database system is ready')
  expect(log).not.toContain('swordfish')
})
