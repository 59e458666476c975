// Writes what is new in schema.prisma as a migration: node --import tsx prisma/new-migration.ts <name>
// What `prisma migrate dev --create-only` does, without its downloads. Read the SQL before you commit it.
import { mkdir, writeFile } from 'node:fs/promises'
import { startTestCluster, toDatabaseUrl } from '../src/testing/test-cluster.ts'
import { withSchemaEngine } from './schema-engine.ts'

const [name = ''] = process.argv.slice(2)
if (!/^[a-z0-9_]+$/.test(name)) throw new Error('name the migration in lower case, like add_comments')

const cluster = await startTestCluster(undefined)
try {
  const sql = await withSchemaEngine(toDatabaseUrl(cluster.url, cluster.template), (engine) => engine.diff())
  process.stdout.write(sql === undefined ? 'The migrations say all that schema.prisma says.\n' : await write(sql))
} finally {
  await cluster.close()
}

async function write(sql: string): Promise<string> {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = new URL(`migrations/${time}_${name}/`, import.meta.url)
  await mkdir(folder)
  await writeFile(new URL('migration.sql', folder), sql)
  return `Wrote ${folder.pathname}migration.sql\n`
}
