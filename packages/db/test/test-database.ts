import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { createDatabase, type Database, type PrismaClient } from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'

/** A database of the calling test file's own, for as long as its tests run. */
export function useTestDatabase(options: { poolSize?: number } = {}) {
  let testDatabase: TestDatabase
  let database: Database
  beforeAll(async () => {
    testDatabase = await createTestDatabase()
    database = createDatabase({ url: testDatabase.url, ...options })
  })
  afterAll(async () => {
    await database.close()
    await testDatabase.drop()
  })
  return {
    get url(): string {
      return testDatabase.url
    },
    get prisma(): PrismaClient {
      return database.prisma
    },
    /** Ids of new, empty documents, ascending. */
    createDocuments: async (count: number): Promise<string[]> => {
      const ids = Array.from({ length: count }, () => randomUUID()).sort()
      await database.prisma.document.createMany({ data: ids.map((id) => ({ id, title: 'Untitled' })) })
      return ids
    },
    createDocument: async (): Promise<string> => {
      const { id } = await database.prisma.document.create({ data: { title: 'Untitled' } })
      return id
    },
  }
}
