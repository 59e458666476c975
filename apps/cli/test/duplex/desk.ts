import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { createDatabase, type Database } from '@duplex/db'
import { createTestDatabase, type TestDatabase } from '@duplex/db/testing'
import { afterAll, beforeAll } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { runDuplex } from '../../src/duplex/program.ts'

/** What a command printed, and its exit code. */
type Said = { code: number; out: string; err: string; bytes: Buffer }

export type Desk = {
  /** A folder of its own, from which commands are called. */
  readonly folder: string
  readonly database: TestDatabase
  readonly prisma: Database['prisma']
  run(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Said>
  /** Ends the connections of `prisma`, which a restore would mind. */
  leave(): Promise<void>
}

/** An operator before an empty database, for the tests of one file. */
export function useDesk(): Desk {
  const desk = {
    run: (args: readonly string[], environment?: NodeJS.ProcessEnv) => run(desk, args, environment),
    leave: () => close(),
  } as { -readonly [K in keyof Desk]: Desk[K] }
  let close: () => Promise<void> = async () => undefined
  beforeAll(async () => {
    desk.folder = mkdtempSync(path.join(tmpdir(), 'duplex-desk-'))
    desk.database = await createTestDatabase()
    ;({ prisma: desk.prisma, close } = createDatabase({ url: desk.database.url, poolSize: 2 }))
  })
  afterAll(async () => {
    await close()
    await desk.database.drop()
    rmSync(desk.folder, { recursive: true })
  })
  return desk
}

async function run({ folder, database: { url } }: Desk, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const [out, err] = [new Sink(), new Sink()]
  const variables = { DATABASE_URL: url, DUPLEX_DATA_DIR: path.join(folder, 'data'), INIT_CWD: folder, ...environment }
  const config = readConfig(folder, variables)
  const given = config.databaseUrl ?? url
  const database = { findUrl: async () => given, withUrl: <T>(use: (url: string) => Promise<T>) => use(given) }
  const code = await runDuplex({ config, terminal: { out, err }, database }, args)
  return { code, out: out.text, err: err.text, bytes: out.bytes }
}

class Sink extends Writable {
  readonly #chunks: Buffer[] = []

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  get text(): string {
    return this.bytes.toString('utf8')
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(Buffer.from(chunk))
    done()
  }
}
