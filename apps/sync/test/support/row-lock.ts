import { Client } from 'pg'
import { until } from './until.ts'

export type RowLock = {
  /** Resolves when some statement waits for the lock. */
  waitedFor(): Promise<unknown>
  release(): Promise<void>
}

/** Locks a document's row, as a transaction of somebody else would. */
export function lockDocument(databaseUrl: string, documentId: string): Promise<RowLock> {
  return hold(databaseUrl, 'SELECT 1 FROM "Document" WHERE "id" = $1 FOR UPDATE', [documentId])
}

/** Keeps everybody from reading a table, too. */
export function lockTable(databaseUrl: string, table: 'Document' | 'DocumentUpdate'): Promise<RowLock> {
  return hold(databaseUrl, `LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`)
}

async function hold(databaseUrl: string, statement: string, values: string[] = []): Promise<RowLock> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('BEGIN')
  await client.query(statement, values)
  return {
    waitedFor: () =>
      until('a statement waits for the lock', async () => {
        // A transaction sees the activity as it was when it first looked.
        await client.query('SELECT pg_stat_clear_snapshot()')
        const { rows } = await client.query(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        )
        return rows.length > 0
      }),
    async release() {
      await client.query('COMMIT')
      await client.end()
    },
  }
}
