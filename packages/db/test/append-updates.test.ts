import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type Database } from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'

let testDatabase: TestDatabase
let database: Database
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = createDatabase({ url: testDatabase.url })
})
afterAll(async () => {
  await database.close()
  await testDatabase.drop()
})
test('a', async () => {
  expect(await database.prisma.document.count()).toBe(0)
})
