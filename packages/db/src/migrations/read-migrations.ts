import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** `checksum`: SHA-256 of the file, in hex, as Prisma records it. */
export type Migration = { name: string; sql: string; checksum: string }

/** The migrations of prisma/migrations, or of another folder of that shape, in the order in which they apply. */
// External: Turbopack takes a path that it cannot compute for every file of the repository, and compiles them all.
export async function readMigrations(folder = defaultFolder()): Promise<Migration[]> {
  const entries = await readdir(/* turbopackIgnore: true */ folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(
        /* turbopackIgnore: true */ path.join(/* turbopackIgnore: true */ folder, name, 'migration.sql'),
        'utf8',
      )
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

function defaultFolder(): string {
  return path.join(/* turbopackIgnore: true */ path.dirname(fileURLToPath(import.meta.url)), '../../prisma/migrations')
}
