import { randomUUID } from 'node:crypto'
import { createDatabase, type Database } from '@duplex/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../src/clock.ts'
import { createPostgresStore, type PostgresStore } from '../src/store/postgres-store.ts'
import { useFixture } from './support/fixture.ts'
import { createMemoryStore } from './support/memory-store.ts'
import { describeStore } from './support/store-contract.ts'

describe('stores', () => {
  const fixture = useFixture()
  const groups: number[] = []
  let store: PostgresStore

  const openStore = (prisma: Database['prisma']) => {
    const nothing = () => undefined
    return createPostgresStore({
      writer: prisma,
      reader: prisma,
      databaseUrl: fixture.database.url,
      clock: systemClock,
      random: Math.random,
      statementTimeoutMs: 10_000,
      onCommitted: ({ rows }) => groups.push(rows),
      onFailed: nothing,
      onState: nothing,
      onDamaged: nothing,
      onSnapshotWritten: nothing,
      onSnapshotFailed: nothing,
    })
  }

  beforeAll(() => {
    store = openStore(fixture.world.prisma)
  })
  afterAll(() => store.close())

  describeStore('PostgreSQL', () => ({
    store,
    createDocument: () => fixture.world.addDocument(),
    removeDocument: async (id) => void (await fixture.world.prisma.document.delete({ where: { id } })),
  }))

  describeStore('memory', () => {
    const memory = createMemoryStore()
    return {
      store: memory,
      async createDocument() {
        const documentId = randomUUID()
        memory.create(documentId)
        return documentId
      },
      removeDocument: async (documentId) => memory.remove(documentId),
    }
  })

  it('ST2 commits what gathers behind a statement with the next one, all rooms together', async () => {
    const documentIds = await Promise.all(Array.from({ length: 20 }, () => fixture.world.addDocument()))
    groups.length = 0
    const append = (documentId: string) =>
      store.append({ documentId, bytes: new Uint8Array([0, 0]), authorIds: [], claims: [] })
    expect(await Promise.all(documentIds.map(append))).toEqual(documentIds.map(() => 1))
    expect(groups).toEqual([1, 19])
  })

  it('ST7 says whether it is away or closed to whoever reads', async () => {
    const nowhere = createDatabase({ url: 'postgresql://duplex@127.0.0.1:1/duplex', poolSize: 1 })
    const absent = openStore(nowhere.prisma)
    const read = () => absent.readAfter(randomUUID(), 0, 1)
    await expect(read()).rejects.toMatchObject({ close: 'storageAway' })
    await absent.close()
    await expect(read()).rejects.toMatchObject({ close: 'goingAway' })
    await nowhere.close()
  })
})
