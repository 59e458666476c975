import { randomBytes, randomInt } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '../embedded/index.ts'
import { isPortFree } from '../embedded/port.ts'
import { toSuperuserUrl } from '../embedded/provision.ts'
import { applyMigrations } from '../migrations/apply-migrations.ts'
import { withClient } from '../with-client.ts'
import { createGuardian } from './guardian.ts'

/** Below the ephemeral ports of every common system, so that no outgoing connection can take it in between. */
const ports = { first: 20_000, last: 32_767 }

export type TestCluster = {
  /** Of a superuser. */
  url: string
  /** Migrated and empty. */
  template: string
  /** Leaves nothing behind. */
  close(): Promise<void>
}

/** A migrated template database on `serverUrl`, or on a server of its own that ends with this process. */
export async function startTestCluster(serverUrl: string | undefined): Promise<TestCluster> {
  const server = serverUrl === undefined ? await startServer() : { url: serverUrl, release: async () => undefined }
  const template = `duplex_template_${randomBytes(6).toString('hex')}`
  await runStatement(server.url, `CREATE DATABASE ${template}`)
  await applyMigrations(toDatabaseUrl(server.url, template))
  const close = async () => {
    await runStatement(server.url, `DROP DATABASE ${template} WITH (FORCE)`)
    await server.release()
  }
  return { url: server.url, template, close }
}

async function startServer(): Promise<{ url: string; release(): Promise<void> }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'duplex-test-'))
  const password = randomBytes(16).toString('base64url')
  const port = await findFreePort()
  const { pid } = await startEmbeddedPostgres({ dataDir, port, password, kind: 'throwaway' })
  const { release } = createGuardian(pid, dataDir)
  return { url: toSuperuserUrl(port, password), release }
}

export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(ports.first, ports.last + 1)
    if (await isPortFree(port)) return port
  }
}

export async function runStatement(url: string, statement: string): Promise<void> {
  await withClient({ connectionString: url }, (client) => client.query(statement))
}

export function toDatabaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}
