import { Client, DatabaseError } from 'pg'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { superuser } from './initialise.ts'
import { host } from './port.ts'

/** Name of the product's role and of its database. */
const product = 'duplex'

const wrongPassword = '28P01'

/** Makes the product's role and database where they are missing. Answers with the folder that the server works in. */
export async function provision(port: number, password: string): Promise<string> {
  const client = new Client({ host, port, user: superuser, password, database: 'postgres', ssl: false })
  try {
    await client.connect()
  } catch (cause) {
    if (!(cause instanceof DatabaseError) || cause.code !== wrongPassword) throw cause
    throw new EmbeddedPostgresError(
      'wrong-password',
      'The database was made with another password than the one in the secrets file: restore that file.',
      { cause },
    )
  }
  try {
    // One process at a time.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [product])
    const known = await client.query(
      'SELECT (SELECT count(*) FROM pg_roles WHERE rolname = $1)::int AS role, (SELECT count(*) FROM pg_database WHERE datname = $1)::int AS database',
      [product],
    )
    const secret = client.escapeLiteral(password)
    if (!known.rows[0].role) await client.query(`CREATE ROLE ${product} LOGIN PASSWORD ${secret}`)
    if (!known.rows[0].database) await client.query(`CREATE DATABASE ${product} OWNER ${product}`)
    const { rows } = await client.query('SHOW data_directory')
    return rows[0].data_directory
  } finally {
    await client.end()
  }
}

export function toUrl(port: number, password: string): string {
  return `postgresql://${product}:${encodeURIComponent(password)}@${host}:${port}/${product}`
}

/** For tests, which make databases. */
export function toSuperuserUrl(port: number, password: string): string {
  return `postgresql://${superuser}:${encodeURIComponent(password)}@${host}:${port}/postgres`
}
