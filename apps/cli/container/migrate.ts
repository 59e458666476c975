/** Brings the tables up to date and ends; web and sync start after it. */
import { applyMigrations } from '@duplex/db'
import { readDatabaseUrl } from './environment.ts'

const applied = await applyMigrations(readDatabaseUrl())
process.stdout.write(applied.length === 0 ? 'The tables are up to date.\n' : `Applied ${applied.join(', ')}.\n`)
