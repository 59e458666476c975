import { backedUpTables } from '../src/backup/index.ts'
import { withClient } from '../src/with-client.ts'

/** One hash over all rows of each table that a backup holds, in any order of the rows. */
export function digestTables(url: string): Promise<Record<string, string>> {
  return withClient({ connectionString: url }, async (client) => {
    const digests: Record<string, string> = {}
    for (const table of backedUpTables) {
      const { rows } = await client.query<{ digest: string }>(
        `SELECT count(*) || ':' || coalesce(md5(string_agg(row, '' ORDER BY row)), '') AS digest
         FROM (SELECT md5(t::text) AS row FROM "${table}" t) hashed`,
      )
      digests[table] = rows[0]?.digest ?? ''
    }
    return digests
  })
}
