import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQueryable,
} from '@prisma/driver-adapter-utils'
import * as wasm from '@prisma/schema-engine-wasm/schema_engine_bg'
import { Pool } from 'pg'
import { readMigrations } from '../src/migrations/read-migrations.ts'

const schemaFile = new URL('schema.prisma', import.meta.url)
const filters = { externalTables: [], externalEnums: [] }

/** Prisma's own schema engine on one database, from npm instead of a download. */
export type SchemaEngine = {
  /** The SQL that leads from the database to schema.prisma; undefined where they agree. */
  diff(): Promise<string | undefined>
  /** What `prisma migrate deploy` would apply, applied. */
  deploy(): Promise<string[]>
  /** Migrations whose records the engine objects to, and what it thinks of the history; null: in sync. */
  diagnose(): Promise<{ edited: string[]; failed: string[]; history: unknown }>
}

/** The engine holds Prisma's migration lock until its connections end, which they do when `use` has. */
export async function withSchemaEngine<T>(url: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString: url })
  try {
    return await use(await createSchemaEngine(pool))
  } finally {
    await pool.end()
  }
}

async function createSchemaEngine(pool: Pool): Promise<SchemaEngine> {
  loading ??= loadWasm()
  await loading
  const files = [{ path: 'schema.prisma', content: await readFile(schemaFile, 'utf8') }]
  const datamodels = files.map(({ path, content }): [string, string] => [path, content])
  const adapter = bindMigrationAwareSqlAdapterFactory(createAdapterFactory(pool))
  const engine = await wasm.SchemaEngine.new({ datamodels }, () => undefined, adapter)
  return {
    diff: async () => {
      const { exitCode, stdout } = await engine.diff({
        from: { tag: 'schemaDatasource', files, configDir: '.' },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: true,
        filters,
      })
      return exitCode === 0 ? undefined : (stdout ?? '')
    },
    deploy: async () => {
      const migrationsList = await listMigrations()
      return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames
    },
    diagnose: async () => {
      const migrationsList = await listMigrations()
      const report = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters })
      return { edited: report.editedMigrationNames, failed: report.failedMigrationNames, history: report.history }
    },
  }
}

async function listMigrations() {
  const migrations = await readMigrations()
  return {
    baseDir: 'prisma/migrations',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    })),
  }
}

/** Once for each process: its module keeps views into the memory of the first instance. */
let loading: Promise<void> | undefined

async function loadWasm(): Promise<void> {
  const raise = (message: string) => {
    throw new Error(message)
  }
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: raise } })
  const file = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const code = await readFile(file.replace(/[.]js$/, '.wasm'))
  const module = await WebAssembly.compile(new Uint8Array(code))
  const instance = await WebAssembly.instantiate(module, { './schema_engine_bg.js': { ...wasm } })
  wasm.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start as () => void
  start()
}

function createAdapterFactory(pool: Pool) {
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  factory.connect = async () => acceptChar(await connect())
  return factory
}

type PgAdapter = SqlQueryable & {
  performIO(query: object): Promise<{ fields: { dataTypeID: number }[] }>
  startTransaction?: SqlDriverAdapter['startTransaction']
}

const oid = { char: 18, text: 25 }

/** adapter-pg 7.10 refuses PostgreSQL's internal type "char", of which the catalogue that the engine reads is full. */
function acceptChar<T extends SqlQueryable>(adapter: T): T {
  const inner = adapter as unknown as PgAdapter
  const charColumns = new WeakMap<object, number[]>()
  const performIO = inner.performIO.bind(inner)
  const queryRaw = inner.queryRaw.bind(inner)
  const startTransaction = inner.startTransaction?.bind(inner)
  inner.performIO = async (query) => {
    const result = await performIO(query)
    const columns = result.fields.flatMap((field, i) => (field.dataTypeID === oid.char ? [i] : []))
    for (const i of columns) Object.assign(result.fields[i] as object, { dataTypeID: oid.text })
    charColumns.set(query, columns)
    return result
  }
  inner.queryRaw = async (query) => {
    const result = await queryRaw(query)
    for (const i of charColumns.get(query) ?? []) result.columnTypes[i] = ColumnTypeEnum.Character
    return result
  }
  if (startTransaction) inner.startTransaction = async (level) => acceptChar(await startTransaction(level))
  return adapter
}
