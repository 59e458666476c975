import { createServer } from 'node:net'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

export const host = '127.0.0.1'

/** Throws `port-taken` where another program listens. */
export async function assertPortFree(port: number): Promise<void> {
  if (await isPortFree(port)) return
  throw new EmbeddedPostgresError('port-taken', `Port ${port} for the database is taken by another program.`)
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
