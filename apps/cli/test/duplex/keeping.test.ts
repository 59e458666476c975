import { beforeAll, describe, expect, it } from 'vitest'
import { useDesk } from './desk.ts'
import { writeDocument } from './written-documents.ts'

const dayMs = 24 * 60 * 60 * 1000

describe('duplex verify, compact and purge', () => {
  const desk = useDesk()
  let userId: string
  let long: string
  let short: string

  beforeAll(async () => {
    userId = (await desk.prisma.user.create({ data: { email: 'ada@example.org', name: 'Ada' } })).id
    long = await writeDocument(desk.prisma, { userId, words: Array.from('0123456789'.repeat(6)) })
    short = await writeDocument(desk.prisma, { userId, words: ['few'] })
  })

  const snapshotsOf = (documentId: string) => desk.prisma.documentSnapshot.count({ where: { documentId } })

  it('compact makes a snapshot of a long log, once, and of no other', async () => {
    expect((await desk.run(['compact', '--min-updates', '50'])).out).toMatch(/^1 document with 50 .*: 1 snapshot made/)
    expect([await snapshotsOf(long), await snapshotsOf(short)]).toEqual([1, 0])
    expect((await desk.run(['compact', '--min-updates', '50'])).out).toMatch(/^0 documents .*: 0 snapshots made/)
    expect((await desk.run(['verify'])).out).toContain('2 documents, 61 updates, 1 snapshot: all sound.')
  })

  it('verify names the damaged document and what that means, and ends with 1', async () => {
    const title = 'Bad \u001b[31m title'
    const damaged = await writeDocument(desk.prisma, { userId, words: ['one', 'two'] })
    await desk.prisma.document.update({ where: { id: damaged }, data: { title } })
    const where = { documentId_seq: { documentId: damaged, seq: 2 } }
    await desk.prisma.documentUpdate.update({ where, data: { checksum: new Uint8Array(8) } })
    const said = await desk.run(['verify'])
    expect(said.code).toBe(1)
    expect(said.out).toMatch(new RegExp(`✗ Bad .*${damaged}.*set aside.*update 2 does not match.*1 damaged`, 's'))
    // A title is whatever somebody typed; a terminal would obey it.
    expect(said.out).not.toContain('\u001b')
    const { damaged: reports } = JSON.parse((await desk.run(['verify', '--json'])).out)
    expect(reports).toMatchObject([{ documentId: damaged, verdict: 'closed', flaws: [{ kind: 'update', seq: 2 }] }])
    expect((await desk.run(['verify', long, short])).code).toBe(0)
    expect((await desk.run(['compact', '--min-updates', '1'])).code).toBe(1)
    await desk.prisma.document.delete({ where: { id: damaged } })
  })

  it('purge removes nothing without --yes, and the trash only where it is told so', async () => {
    const trashed = await writeDocument(desk.prisma, { userId, words: ['old'] })
    const trashedAt = new Date(Date.now() - 100 * dayMs)
    await desk.prisma.document.update({ where: { id: trashed }, data: { trashedAt } })
    await desk.prisma.session.create({ data: { userId, token: 'old', expiresAt: trashedAt } })
    const count = async () => [await desk.prisma.document.count(), await desk.prisma.session.count()]
    const shown = await desk.run(['purge', '--trash-days', '90'])
    expect(shown.out).toMatch(/Trash: 1 document .*About old.*sign-ins that ran out +1.*Nothing was removed/s)
    expect(await count()).toEqual([3, 1])
    await desk.run(['purge', '--yes'])
    expect(await count()).toEqual([3, 0])
    await desk.run(['purge', '--trash-days', '101', '--yes'])
    expect(await count()).toEqual([3, 0])
    expect((await desk.run(['purge', '--trash-days', '90', '--yes'])).out).toContain('Done.')
    expect(await count()).toEqual([2, 0])
  })

  it('purge thins the history of a document that nobody writes in, which stays what it is', async () => {
    const more = await desk.prisma.documentUpdate.findFirstOrThrow({ where: { documentId: long, seq: 60 } })
    await desk.prisma.documentUpdate.create({ data: { ...more, seq: 61 } })
    await desk.prisma.document.update({ where: { id: long }, data: { lastSeq: 61 } })
    await desk.run(['compact', '--min-updates', '1'])
    const createdAt = new Date(Date.now() - 40 * dayMs)
    await desk.prisma.documentSnapshot.updateMany({ where: { documentId: long }, data: { createdAt } })
    const updates = () => desk.prisma.documentUpdate.count({ where: { documentId: long } })
    expect((await desk.run(['purge'])).out).toMatch(new RegExp(`1 document of 2 .*${long} +60 +0 `, 's'))
    expect(await updates()).toBe(61)
    await desk.run(['purge', '--yes'])
    expect(await updates()).toBe(1)
    expect((await desk.run(['purge'])).out).toContain('History: 0 documents of 2')
    expect((await desk.run(['verify'])).code).toBe(0)
  })
})
