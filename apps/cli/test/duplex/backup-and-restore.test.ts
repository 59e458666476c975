import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { appendUpdates, createDatabase } from '@duplex/db'
import { createTestDatabase } from '@duplex/db/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { useDesk } from './desk.ts'
import { writeDocument } from './written-documents.ts'

describe('duplex backup and duplex restore', () => {
  const desk = useDesk()
  let documentId: string
  let userId: string

  beforeAll(async () => {
    const user = await desk.prisma.user.create({ data: { email: 'ada@example.org', name: 'Ada' } })
    userId = user.id
    documentId = await writeDocument(desk.prisma, { userId, words: ['tea', 'and', 'cake'] })
    await writeDocument(desk.prisma, { userId, words: ['quiet'] })
  })

  it('write one file that only its owner can read, and never over another one', async () => {
    const said = await desk.run(['backup', 'one.backup'])
    expect(said.out).toMatch(/2 documents, 1 account.*Not in it: secrets\.json.*one\.backup .* was read through/s)
    expect(statSync(path.join(desk.folder, 'one.backup')).mode & 0o777).toBe(0o600)
    await expect(desk.run(['backup', 'one.backup'])).rejects.toThrow('is there already')
    expect(readdirSync(desk.folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('leave an event of each backup, also of one that fails, and none where there is no place for one', async () => {
    await desk.prisma.auditEvent.deleteMany()
    await desk.run(['backup', 'told.backup'])
    await desk.run(['backup', '-'])
    const folder = path.join(desk.folder, 'absent', 'told.backup')
    await expect(desk.run(['backup', folder])).rejects.toThrow('ENOENT')
    const select = { kind: true, via: true, detail: true, userId: true, documentId: true } as const
    const event = { kind: 'exported', via: 'command', detail: 'backup', userId: null, documentId: null }
    expect(await desk.prisma.auditEvent.findMany({ select })).toEqual([event, event, event])
    const old = await createTestDatabase()
    const { prisma, close } = createDatabase({ url: old.url, poolSize: 1 })
    const [{ name } = { name: '' }] = await prisma.$queryRaw<{ name: string }[]>`SELECT current_database() AS name`
    const alone = async (file: string) => {
      const { code, err } = await desk.run(['backup', file], { DATABASE_URL: old.url })
      expect([code, err]).toEqual([0, expect.stringContaining('not in the audit log')])
    }
    await prisma.$executeRawUnsafe(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`)
    await alone('read.backup')
    await prisma.$executeRawUnsafe(`ALTER DATABASE "${name}" RESET default_transaction_read_only`)
    await prisma.$executeRaw`DROP TABLE "AuditEvent"`
    await close()
    await alone('old.backup')
    await old.drop()
  })

  it('pass through the standard output, with nothing else in it', async () => {
    const { bytes, err } = await desk.run(['backup', '-'])
    expect(err).toContain('2 documents')
    writeFileSync(path.join(desk.folder, 'two.backup'), bytes)
    const checked = await desk.run(['restore', 'two.backup', '--check'])
    expect(checked.out).toMatch(/is whole.*DocumentUpdate +4/s)
  })

  it('bring a document back, and afterwards say who brought which edits since', async () => {
    await desk.run(['backup', 'three.backup'])
    const target = await createTestDatabase()
    const environment = { DATABASE_URL: target.url }
    const restored = await desk.run(['restore', 'three.backup', '--report', 'report.json'], environment)
    expect(restored.out).toMatch(new RegExp(`About tea +${documentId} +3`))
    const report = JSON.parse(readFileSync(path.join(desk.folder, 'report.json'), 'utf8'))
    expect(report.documents.find(({ id }: { id: string }) => id === documentId)).toMatchObject({ seq: 3 })
    expect(restored.out).toContain(`duplex verify --since ${path.join(desk.folder, 'report.json')}\n`)
    const nothing = await desk.run(['verify', '--since', 'report.json'], environment)
    expect(nothing.out).toMatch(/2 documents, 4 updates, 0 snapshots: all sound\..*no document gained edits/s)
    const { prisma, close } = createDatabase({ url: target.url })
    const doc = new Y.Doc()
    doc.getText('default').insert(0, 'brought back')
    await appendUpdates(prisma, [{ documentId, bytes: Y.encodeStateAsUpdate(doc), authorIds: [userId] }])
    const restores = { where: { kind: 'restored' }, select: { via: true, detail: true } }
    expect(await prisma.auditEvent.findMany(restores)).toEqual([{ via: 'command', detail: 'backup' }])
    await close()
    const since = await desk.run(['verify', '--since', 'report.json'], environment)
    expect(since.out).toMatch(new RegExp(`1 document gained edits:.*About tea +${documentId} +Ada +1 +\\d+ B`, 's'))
    const { gains } = JSON.parse((await desk.run(['verify', '--since', 'report.json', '--json'], environment)).out)
    expect(gains).toMatchObject([{ id: documentId, updates: 1, people: ['Ada'] }])
    await target.drop()
  })

  it('hand the report to the standard output, from where verify takes it', async () => {
    await desk.run(['backup', 'four.backup'])
    const target = await createTestDatabase()
    const restored = await desk.run(['restore', 'four.backup', '--report', '-'], { DATABASE_URL: target.url })
    expect(JSON.parse(restored.out)).toMatchObject({ format: 'duplex-restore' })
    expect(restored.err).toMatch(
      /in the report, which went to the standard output\.\n.*\n {2}duplex verify --since - </,
    )
    await target.drop()
  })

  it('leave no report behind where nothing was restored', async () => {
    await expect(desk.run(['restore', 'one.backup', '--report', 'never.json'])).rejects.toThrow(/not empty|connected/)
    await expect(desk.run(['restore', 'absent.backup'])).rejects.toThrow('cannot be read')
    expect(existsSync(path.join(desk.folder, 'never.json'))).toBe(false)
    expect(readdirSync(desk.folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})
