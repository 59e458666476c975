import { createTestDatabase, type TestDatabase } from '@duplex/db/testing'
import type { Role } from '@duplex/protocol'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type RunningServer, startServer } from './server.ts'
import { WireClient, type WireOptions } from './wire-client.ts'
import { createWorld, type Someone, type World } from './world.ts'

export type Fixture = {
  readonly database: TestDatabase
  readonly world: World
  /** A server that is closed after the test. */
  start(deps?: Parameters<typeof startServer>[1], databaseUrl?: string): Promise<RunningServer>
  /** A client of `person` that is closed after the test. */
  connect(
    server: Pick<RunningServer, 'wsUrl'>,
    documentId: string,
    person: Someone,
    options?: WireOptions & { role?: Role; ticket?: string },
  ): Promise<WireClient>
}

/** A database of its own for a test file, and whatever runs against it, cleaned up by itself. */
export function useFixture(): Fixture {
  const servers: RunningServer[] = []
  const clients: WireClient[] = []
  const fixture = {
    async start(deps?: Parameters<typeof startServer>[1], databaseUrl?: string) {
      const server = await startServer(databaseUrl ?? fixture.database.url, deps)
      servers.push(server)
      return server
    },
    async connect(
      server: Pick<RunningServer, 'wsUrl'>,
      documentId: string,
      person: Someone,
      options: WireOptions & { role?: Role; ticket?: string } = {},
    ) {
      const ticket = options.ticket ?? (await fixture.world.ticket(person, documentId, options.role))
      const client = new WireClient(server.wsUrl, documentId, ticket, options)
      clients.push(client)
      return client
    },
  } as { -readonly [K in keyof Fixture]: Fixture[K] }
  beforeAll(async () => {
    fixture.database = await createTestDatabase()
    fixture.world = createWorld(fixture.database.url)
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.terminate()
    await Promise.all(servers.splice(0).map((server) => server.close()))
  })
  afterAll(async () => {
    await fixture.world.close()
    await fixture.database.drop()
  })
  return fixture
}
