import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { z } from 'zod'
// Declares what the setup provides, also in projects that do not compile it themselves.
import type {} from './global-setup.ts'
import { runStatement, toDatabaseUrl } from './test-cluster.ts'

export type TestDatabase = {
  /** A migrated, empty database of its own. */
  url: string
  /** Removes it; ends whatever is still connected. */
  drop(): Promise<void>
}

const clusterSchema = z.object({ url: z.string(), template: z.string() })

/** A database for one test file. Needs `@duplex/db/testing/global-setup`, which the root vitest.config.ts names. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const brokerUrl = inject('testClusterUrl')
  if (!brokerUrl) throw new Error('no test cluster: run Vitest with the vitest.config.ts of the repository root')
  const response = await fetch(brokerUrl)
  if (!response.ok) throw new Error(`the test cluster did not start: ${await response.text()}`)
  const cluster = clusterSchema.parse(await response.json())
  const name = `duplex_test_${randomBytes(6).toString('hex')}`
  await runStatement(cluster.url, `CREATE DATABASE ${name} TEMPLATE ${cluster.template}`)
  return {
    url: toDatabaseUrl(cluster.url, name),
    drop: () => runStatement(cluster.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}
