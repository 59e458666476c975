import { expect, test, vi } from 'vitest'
import { createChangeListener, disableAccount, enableAccount, insertPerson, resetPassword } from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase()

async function createPerson(name: string) {
  const email = `${name}@Example.org`
  const id = await db.prisma.$transaction((tx) =>
    insertPerson(tx, { name, email, passwordHash: 'first', isAdmin: false }),
  )
  const data = { userId: id, expiresAt: new Date(Date.now() + 60_000) }
  const first = await db.prisma.session.create({ data: { ...data, token: `${name} 1` } })
  const second = await db.prisma.session.create({ data: { ...data, token: `${name} 2` } })
  return { id, email, sessionIds: [first.id, second.id].sort() }
}

const auditOf = (subjectId: string) =>
  db.prisma.auditEvent.findMany({
    where: { subjectId },
    select: { kind: true, via: true },
    orderBy: { createdAt: 'asc' },
  })

test('a disabled account is signed out everywhere at once, and recorded', async () => {
  const ada = await createPerson('ada')
  const bob = await createPerson('bob')
  const ended: string[] = []
  const onUp = vi.fn()
  const onChange = (change: { kind: string; sessionId?: string }) => void ended.push(change.sessionId ?? '')
  const listener = createChangeListener({ url: db.url, onChange, onUp, onDown: () => undefined })
  await expect.poll(() => onUp.mock.calls.length).toBe(1)
  expect(await disableAccount(db.prisma, 'ADA@example.org')).toEqual({ kind: 'done', ended: 2 })
  await expect.poll(() => ended.toSorted()).toEqual(ada.sessionIds)
  await listener.close()
  expect(await db.prisma.session.count({ where: { userId: ada.id } })).toBe(0)
  expect(await db.prisma.session.count({ where: { userId: bob.id } })).toBe(2)
  expect(await disableAccount(db.prisma, ada.email)).toEqual({ kind: 'unchanged' })
  expect(await enableAccount(db.prisma, ada.email)).toEqual({ kind: 'done', ended: 0 })
  expect(await enableAccount(db.prisma, ada.email)).toEqual({ kind: 'unchanged' })
  expect(await auditOf(ada.id)).toEqual([
    { kind: 'account-disabled', via: 'command' },
    { kind: 'account-enabled', via: 'command' },
  ])
})

test('another password ends the sign-ins that were made with the old one', async () => {
  const eve = await createPerson('eve')
  expect(await resetPassword(db.prisma, eve.email, 'second')).toEqual({ kind: 'done', ended: 2 })
  expect(await db.prisma.account.findMany({ where: { userId: eve.id }, select: { password: true } })).toEqual([
    { password: 'second' },
  ])
  expect(await auditOf(eve.id)).toEqual([{ kind: 'password-reset', via: 'command' }])
  expect(await resetPassword(db.prisma, 'nobody@example.org', 'x')).toEqual({ kind: 'unknown' })
})
