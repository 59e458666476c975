import { verifyPassword } from 'better-auth/crypto'
import { expect, it } from 'vitest'
import { useDesk } from './desk.ts'

const desk = useDesk()

const hashOf = async (email: string) => {
  const account = await desk.prisma.account.findFirstOrThrow({ where: { user: { email } } })
  return account.password ?? ''
}
const passwordIn = (out: string) => out.trim().split('\n').at(-1) ?? ''

it('the first account administers, later ones where told so, and each has a password of its own', async () => {
  const ada = await desk.run(['users', 'create', 'Ada@example.org', '--name', 'Ada'])
  const bob = await desk.run(['users', 'create', 'bob@example.org', '--name', 'Bob'])
  await desk.run(['users', 'create', 'eve@example.org', '--name', 'Eve', '--admin'])
  const rights = await desk.prisma.user.findMany({ orderBy: { email: 'asc' }, select: { email: true, isAdmin: true } })
  expect(rights).toEqual([
    { email: 'ada@example.org', isAdmin: true },
    { email: 'bob@example.org', isAdmin: false },
    { email: 'eve@example.org', isAdmin: true },
  ])
  expect(passwordIn(ada.out)).toMatch(/^[\w-]{20}$/)
  expect(passwordIn(ada.out)).not.toBe(passwordIn(bob.out))
  expect(await verifyPassword({ hash: await hashOf('ada@example.org'), password: passwordIn(ada.out) })).toBe(true)
  const audit = await desk.prisma.auditEvent.findMany({ select: { kind: true, via: true } })
  expect(audit).toEqual(Array.from({ length: 3 }, () => ({ kind: 'signed-up', via: 'command' })))
})

it('an address is one account, and has to be one', async () => {
  await expect(desk.run(['users', 'create', 'ADA@example.org', '--name', 'Two'])).rejects.toThrow('There is an account')
  await expect(desk.run(['users', 'create', 'nobody', '--name', 'No'])).rejects.toThrow('Give an e-mail address')
  await expect(desk.run(['users', 'disable', 'nobody@example.org'])).rejects.toThrow('Nobody has the address')
  expect((await desk.run(['users', 'create', 'x@example.org'])).code).toBe(2)
})

it('a reset gives another password, and ends every sign-in', async () => {
  const { id: userId } = await desk.prisma.user.findUniqueOrThrow({ where: { email: 'bob@example.org' } })
  await desk.prisma.session.create({ data: { userId, token: 'old', expiresAt: new Date(Date.now() + 60_000) } })
  const { out } = await desk.run(['users', 'reset-password', 'bob@example.org'])
  expect(await verifyPassword({ hash: await hashOf('bob@example.org'), password: passwordIn(out) })).toBe(true)
  expect(await desk.prisma.session.count()).toBe(0)
})

it('the list says who is disabled, and holds no password', async () => {
  expect((await desk.run(['users', 'disable', 'eve@example.org'])).out).toContain('is disabled; 0 sign-ins ended')
  expect((await desk.run(['users', 'disable', 'eve@example.org'])).out).toContain('it was so already')
  const { out } = await desk.run(['users', 'list'])
  expect(out).toMatch(/eve@example\.org +Eve +administrator +disabled \d{4}/)
  const list = await desk.run(['users', 'list', '--json'])
  expect(JSON.parse(list.out)).toHaveLength(3)
  for (const text of [out, list.out]) expect(text).not.toContain(await hashOf('eve@example.org'))
  expect((await desk.run(['users', 'enable', 'eve@example.org'])).out).toContain('can sign in again')
})
