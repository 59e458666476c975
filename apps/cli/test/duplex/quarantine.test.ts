import { appendUpdates, loadLog } from '@duplex/db'
import { makeSnapshot } from '@duplex/db/state'
import { beforeAll, describe, expect, it } from 'vitest'
import { useDesk } from './desk.ts'
import { writeDocument } from './written-documents.ts'

describe('duplex verify --quarantine and --release', () => {
  const desk = useDesk()
  let sound: string
  let wrong: string
  let closed: string

  beforeAll(async () => {
    const userId = (await desk.prisma.user.create({ data: { email: 'ada@example.org', name: 'Ada' } })).id
    const write = (words: string[]) => writeDocument(desk.prisma, { userId, words })
    ;[sound, wrong, closed] = [await write(['sound']), await write(['wrong', 'state']), await write(['closed'])]
    await makeSnapshot(desk.prisma, sound)
    await makeSnapshot(desk.prisma, wrong)
    const { bytes, stateVector, checksum } = await desk.prisma.documentSnapshot.findFirstOrThrow({
      where: { documentId: sound },
    })
    const { seq } = await desk.prisma.documentSnapshot.findFirstOrThrow({ where: { documentId: wrong } })
    // The checksum says which seq it is of.
    await desk.prisma.documentSnapshot.deleteMany({ where: { documentId: wrong } })
    await desk.prisma.documentSnapshot.create({ data: { documentId: wrong, seq: 1, bytes, stateVector, checksum } })
    expect(seq).toBe(2)
    await desk.prisma.documentUpdate.updateMany({
      where: { documentId: closed },
      data: { checksum: new Uint8Array(8) },
    })
  })

  const quarantined = async () => {
    const where = { quarantinedAt: { not: null } }
    return (await desk.prisma.document.findMany({ where, orderBy: { id: 'asc' } })).map(({ id }) => id)
  }

  it('verify alone changes nothing', async () => {
    expect((await desk.run(['verify'])).out).toContain('3 documents, 4 updates, 2 snapshots: 2 damaged.')
    expect(await quarantined()).toEqual([])
  })

  it('sets aside what shows something wrong, once, and says so', async () => {
    const said = await desk.run(['verify', '--quarantine'])
    expect(said.code).toBe(1)
    expect(said.out).toMatch(new RegExp(`✗ About wrong  ${wrong}\n.*\n    quarantined since \\d{4}-.*close 4500`))
    expect(said.out).toContain('2 damaged, 1 quarantined.')
    expect(await quarantined()).toEqual([wrong])
    await desk.run(['verify', '--quarantine'])
    expect(await desk.prisma.auditEvent.count({ where: { kind: 'quarantined' } })).toBe(1)
    await expect(loadLog(desk.prisma, wrong)).rejects.toThrow('quarantined')
  })

  it('sets aside other damage where it is told which, and never what is sound', async () => {
    await desk.run(['verify', sound, closed, '--quarantine', '--verdicts', 'closed,usable'])
    expect(await quarantined()).toEqual([wrong, closed].toSorted())
    const { quarantined: listed } = JSON.parse((await desk.run(['verify', sound, closed, '--json'])).out)
    expect(listed).toMatchObject([{ documentId: closed, verdict: 'closed', quarantinedAt: expect.any(String) }])
  })

  it('purge leaves what is quarantined alone', async () => {
    expect((await desk.run(['purge', '--yes'])).out).toContain('History: 0 documents of 1 ')
  })

  it('releases the documents that are named, repaired or not, with all that was in them', async () => {
    await desk.prisma.documentSnapshot.deleteMany({ where: { documentId: wrong } })
    const repaired = await desk.run(['verify', wrong])
    expect([repaired.code, repaired.out]).toEqual([1, expect.stringContaining('all sound, 1 quarantined.')])
    const said = await desk.run(['verify', wrong, '--release'])
    expect([said.code, said.out]).toEqual([0, expect.stringMatching(/✓ About wrong.*quarantine is over.*all sound/s)])
    expect((await loadLog(desk.prisma, wrong))?.seq).toBe(2)
    const entry = { documentId: wrong, bytes: new Uint8Array([0, 0]), authorIds: [] }
    expect(await appendUpdates(desk.prisma, [entry])).toEqual([{ documentId: wrong, seq: 3 }])
    expect((await desk.run(['verify', closed, '--release'])).code).toBe(1)
    expect(await quarantined()).toEqual([])
  })

  it('refuses what makes no sense', async () => {
    await expect(desk.run(['verify', '--release'])).rejects.toThrow('Name the documents')
    await expect(desk.run(['verify', '--verdicts', 'closed'])).rejects.toThrow('goes with --quarantine')
    expect((await desk.run(['verify', sound, '--release', '--quarantine'])).code).toBe(2)
    expect((await desk.run(['verify', '--quarantine', '--verdicts', 'sound'])).code).toBe(2)
  })
})
