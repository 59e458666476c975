import { expect, test } from 'vitest'
import { appendUpdates } from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

/** One connection, so that every statement finds what the ones before it left there. */
const db = useTestDatabase({ poolSize: 1 })

const readPrepared = () =>
  db.prisma.$queryRaw<{ statement: string; calls: number }[]>`
    SELECT statement, (generic_plans + custom_plans)::int AS calls FROM pg_prepared_statements`

test('ST2 a connection plans the statement that commits once, however often it runs', async () => {
  const documentId = await db.createDocument()
  for (let i = 0; i < 10; i++)
    await appendUpdates(db.prisma, [{ documentId, bytes: new Uint8Array([i]), authorIds: [] }])
  const appends = (await readPrepared()).filter(({ statement }) => statement.includes('INSERT INTO "DocumentUpdate"'))
  expect(appends.map(({ calls }) => calls)).toEqual([10])
})

test('statements that are built anew for each call do not fill a connection', async () => {
  for (let i = 0; i < 150; i++) await db.prisma.$queryRawUnsafe(`SELECT ${i} AS a`)
  expect((await readPrepared()).length).toBe(100)
  expect(await db.prisma.$queryRawUnsafe('SELECT 1000 AS a')).toEqual([{ a: 1000 }])
})
