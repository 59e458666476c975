import { Client } from 'pg'
import { until } from './until.ts'

export type RowLock = {
  /** Resolves when some statement waits for the lock. */
  waitedFor(): Promise<unknown>
  release(): Promise<void>
}

/** Locks a document's row, as a transaction of somebody else would. */
export async function lockDocument(databaseUrl: string, documentId: string): Promise<RowLock> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('BEGIN')
  await client.query('SELECT 1 FROM "Document" WHERE "id" = $1 FOR UPDATE', [documentId])
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
