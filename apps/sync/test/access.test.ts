import { announceChange } from '@duplex/db'
import type { Role } from '@duplex/protocol'
import { describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { lockTable } from './support/row-lock.ts'
import { startTcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'
import type { Someone } from './support/world.ts'

describe('R3 access', () => {
  const fixture = useFixture()

  async function scene(deps: Parameters<typeof fixture.start>[0] = {}, databaseUrl?: string) {
    const server = await fixture.start(deps, databaseUrl)
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    const b = await (await fixture.connect(server, documentId, bob)).sync()
    return { server, documentId, ada, bob, a, b }
  }

  /** What web does when it changes somebody's role, with or without telling. */
  async function changeAccess(
    documentId: string,
    users: readonly Someone[],
    manner: 'announced' | 'silent' = 'announced',
  ) {
    return await fixture.world.prisma.$transaction(async (tx) => {
      const { accessVersion } = await tx.document.update({
        where: { id: documentId },
        data: { accessVersion: { increment: 1 } },
      })
      const userIds = users.map((user) => user.userId)
      if (manner === 'announced') await announceChange(tx, { kind: 'access', documentId, accessVersion, userIds })
      return accessVersion
    })
  }

  it('ends the touched connections with 4501 within 2 s, and no other', async () => {
    const { server, documentId, ada, bob, a, b } = await scene()
    const second = await (await fixture.connect(server, documentId, bob)).sync()
    const elsewhere = await (await fixture.connect(server, await fixture.world.addDocument(), bob)).sync()
    await changeAccess(documentId, [bob])
    expect([await b.ended(2_000), await second.ended(2_000)]).toEqual([4501, 4501])
    expect([a.closed, elsewhere.closed]).toEqual([undefined, undefined])
    const old = await fixture.connect(server, documentId, ada)
    expect(await old.ended()).toBe(4501)
  })

  it('lets somebody back in with the role of a new ticket', async () => {
    const { server, documentId, bob, b } = await scene()
    const accessVersion = await changeAccess(documentId, [bob])
    await b.ended()
    const ticket = await fixture.world.ticket(bob, documentId, 'viewer', { accessVersion })
    const again = await (await fixture.connect(server, documentId, bob, { ticket })).sync()
    expect(again.of('hello')[0]).toMatchObject({ role: 'viewer' satisfies Role, accessVersion })
    await changeAccess(documentId, [])
    again.text.insert(0, 'no')
    expect(await again.ended()).toBe(4403)
  })

  it('ends the connections of a session that has ended with 4401', async () => {
    const { ada, a, b } = await scene()
    await fixture.world.prisma.$transaction(async (tx) => {
      await tx.session.delete({ where: { id: ada.sessionId } })
      await announceChange(tx, { kind: 'session', sessionId: ada.sessionId })
    })
    expect(await a.ended(2_000)).toBe(4401)
    expect(b.closed).toBeUndefined()
  })

  it.each(['trashed', 'deleted'] as const)('ends everybody in a document that is %s with 4410', async (state) => {
    const { documentId, a, b } = await scene()
    await fixture.world.prisma.$transaction((tx) => announceChange(tx, { kind: 'document', documentId, state }))
    expect([await a.ended(2_000), await b.ended(2_000)]).toEqual([4410, 4410])
  })

  it('tells a new title', async () => {
    const { documentId, a } = await scene()
    await fixture.world.prisma.$transaction((tx) =>
      announceChange(tx, { kind: 'title', documentId, title: 'New name' }),
    )
    await until('it is told', () =>
      a.of('notice').some(({ notice }) => notice?.kind === 'title' && notice.title === 'New name'),
    )
  })

  it('tells a title that the document is given while somebody is being let in', async () => {
    const { server, bob, a, documentId: elsewhere } = await scene()
    const documentId = await fixture.world.addDocument('Old name')
    const rename = (id: string, title: string) =>
      fixture.world.prisma.$transaction(async (tx) => {
        await tx.document.update({ where: { id }, data: { title } })
        await announceChange(tx, { kind: 'title', documentId: id, title })
      })
    const titlesOf = (client: typeof a) =>
      client.of('notice').flatMap(({ notice }) => (notice?.kind === 'title' ? notice.title : []))
    const lock = await lockTable(fixture.database.url, 'DocumentUpdate')
    const late = await fixture.connect(server, documentId, bob)
    try {
      // The title was read: what is waited for is the document.
      await lock.waitedFor()
      await rename(documentId, 'New name')
      await rename(elsewhere, 'Announced behind it')
      await until('both are announced', () => titlesOf(a).at(-1) === 'Announced behind it')
    } finally {
      await lock.release()
    }
    await until('a title is told', () => titlesOf(late).length > 0)
    expect(titlesOf(late)).toEqual(['New name'])
  })

  it('finds by comparing what was never announced', async () => {
    const { documentId, ada, a, b } = await scene({ settings: { compareAccessMs: 500 } })
    await fixture.world.prisma.session.update({ where: { id: ada.sessionId }, data: { expiresAt: new Date(0) } })
    expect(await a.ended()).toBe(4401)
    await changeAccess(documentId, [], 'silent')
    expect(await b.ended()).toBe(4501)
  })

  it('compares as soon as it listens again, and ends what changed meanwhile', async () => {
    const { documentId, bob, ada, a, b } = await scene({ settings: { compareAccessMs: 600_000 } })
    await fixture.world.prisma.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'duplex-changes'`
    await fixture.world.prisma.session.delete({ where: { id: bob.sessionId } })
    expect(await b.ended()).toBe(4401)
    expect(a.closed).toBeUndefined()
    await changeAccess(documentId, [ada])
    expect(await a.ended()).toBe(4501)
  })

  it('closes everything with 4503 where the database stays out of reach', async () => {
    const proxy = await startTcpProxy(fixture.database.url)
    const { a, b } = await scene({ settings: { compareAccessMs: 300, failClosedMs: 1_500 } }, proxy.url)
    proxy.cut()
    expect([await a.ended(), await b.ended()]).toEqual([4503, 4503])
    proxy.restore()
    await proxy.close()
  })
})
