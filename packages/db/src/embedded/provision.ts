import { type Client, DatabaseError } from 'pg'
import { withClient } from '../with-client.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { superuser } from './initialise.ts'
import { host } from './port.ts'

/** Name of the product's role and of its database. */
const product = 'duplex'

const wrongPassword = '28P01'

/** Makes the product's role and database where they are missing. Answers with the folder that the server works in. */
export async function provision(port: number, password: string): Promise<string> {
  const config = { host, port, user: superuser, password, database: 'postgres', ssl: false }
  try {
    return await withClient(config, async (client) => {
      await createProduct(client, password)
      const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
      return rows[0]?.data_directory ?? ''
    })
  } catch (cause) {
    if (!(cause instanceof DatabaseError) || cause.code !== wrongPassword) throw cause
    throw new EmbeddedPostgresError(
      'wrong-password',
      'The database was made with another password than the one in the secrets file: restore that file.',
      { cause },
    )
  }
}

async function createProduct(client: Client, password: string): Promise<void> {
  // One process at a time.
  await client.query('SELECT pg_advisory_lock(hashtext($1))', [product])
  const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [product])
  if (!role.rowCount) await client.query(`CREATE ROLE ${product} LOGIN PASSWORD ${client.escapeLiteral(password)}`)
  const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [product])
  if (!database.rowCount) await client.query(`CREATE DATABASE ${product} OWNER ${product}`)
}

export function toUrl(port: number, password: string): string {
  return `postgresql://${product}:${encodeURIComponent(password)}@${host}:${port}/${product}`
}

/** For tests, which make databases. */
export function toSuperuserUrl(port: number, password: string): string {
  return `postgresql://${superuser}:${encodeURIComponent(password)}@${host}:${port}/postgres`
}
