import { withClient } from '../src/with-client.ts'

/** The rows of one statement on a connection of its own. */
export const query = (url: string, statement: string): Promise<Record<string, unknown>[]> =>
  withClient({ connectionString: url }, async (client) => (await client.query(statement)).rows)
