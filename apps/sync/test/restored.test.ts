import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { readGains } from '@duplex/db'
import { restoreBackup, writeBackup } from '@duplex/db/backup'
import { verifyDocuments } from '@duplex/db/state'
import { createTestDatabase, type TestDatabase } from '@duplex/db/testing'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { useFixture } from './support/fixture.ts'
import { openPage, type Page, saysStored } from './support/page.ts'
import { startTyping, wordsOf } from './support/typist.ts'
import { until } from './support/until.ts'
import { createWorld, type Someone, type World } from './support/world.ts'

describe('a backup that is older than what clients hold', () => {
  const fixture = useFixture()
  let target: TestDatabase | undefined
  let restored: World | undefined
  afterEach(async () => {
    await restored?.close()
    await target?.drop()
  })

  async function backUp(): Promise<Buffer> {
    const out = new PassThrough()
    const [bytes] = await Promise.all([buffer(out), writeBackup(fixture.database.url, out)])
    return bytes
  }

  /** The restored database has nobody's session: everybody signs in again. */
  async function signInAgain(world: World, person: Someone): Promise<Someone> {
    const expiresAt = new Date(Date.now() + 3_600_000)
    const data = { userId: person.userId, token: `again ${person.userId}`, expiresAt }
    return { ...person, sessionId: (await world.prisma.session.create({ data })).id }
  }

  it('gets the newer edits back from them, made under load, and says whose came back', async () => {
    const { world } = fixture
    const server = await fixture.start()
    const [ada, bob] = [await world.addPerson('Ada'), await world.addPerson('Bob')]
    const [letter, list] = [await world.addDocument('Letter'), await world.addDocument('List')]
    const open = (person: Someone, doc: Y.Doc, of: World, at = server.wsUrl) =>
      openPage(at, letter, doc, () => of.ticket(person, letter))
    const docs = { ada: new Y.Doc(), bob: new Y.Doc() }
    const pages = { ada: open(ada, docs.ada, world), bob: open(bob, docs.bob, world) }
    const typist = startTyping('w', server.wsUrl, list, new Y.Doc(), () => world.ticket(bob, list))
    const text = (doc: Y.Doc) => doc.getText('default')
    text(docs.ada).insert(0, 'kept')
    await until('the letter and words are stored', () => saysStored(pages.ada) && typist.words.length > 2)

    const backup = await backUp()
    text(docs.ada).insert(4, ' and acknowledged later')
    await until('Bob has what Ada wrote', () => text(docs.bob).toString() === 'kept and acknowledged later')
    const soFar = typist.words.length + 2
    await until('words followed the backup', () => typist.words.length > soFar)
    await until('all of it is acknowledged', () => saysStored(pages.ada))
    const port = server.port
    await server.close()

    target = await createTestDatabase()
    await restoreBackup(target.url, Readable.from([backup]))
    restored = createWorld(target.url)
    const again = restored
    const positions = await again.prisma.document.findMany({ select: { id: true, lastSeq: true } })
    const before = positions.map(({ id, lastSeq }) => ({ id, seq: lastSeq }))
    expect(await again.readText(letter)).toBe('kept')
    const soundIn = async () => (await verifyDocuments(again.prisma, [letter, list])).map(({ verdict }) => verdict)
    expect(await soundIn()).toEqual(['sound', 'sound'])

    await fixture.start({ config: { port } }, target.url)
    const all: Page[] = [pages.ada, pages.bob, typist.page]
    for (const page of all) page.connection.reconnectNow()
    await until('everybody is signed out', () => all.every((page) => page.status().kind === 'stopped'))
    typist.stopTyping()
    for (const page of all) page.connection.destroy()
    const [adaAgain, bobAgain] = [await signInAgain(again, ada), await signInAgain(again, bob)]
    const back = open(adaAgain, docs.ada, again)
    const backList = openPage(server.wsUrl, list, typist.page.doc, () => again.ticket(bobAgain, list))
    await until('what they hold is stored', () => saysStored(back) && saysStored(backList))
    const bobBack = open(bobAgain, docs.bob, again)
    await until('Bob is in step', () => saysStored(bobBack))

    expect(await again.readText(letter)).toBe('kept and acknowledged later')
    expect(text(docs.bob).toString()).toBe('kept and acknowledged later')
    expect(wordsOf(await again.readDocument(list)).toSorted()).toEqual([...typist.words].toSorted())
    expect(await soundIn()).toEqual(['sound', 'sound'])
    const seqs = await again.readSeqs(letter)
    expect(seqs).toEqual(seqs.map((_, i) => i + 1))
    const gains = await readGains(again.prisma, before)
    expect(gains.map(({ id, people }) => [id, people]).toSorted()).toEqual(
      [
        [letter, ['Ada']],
        [list, ['Bob']],
      ].toSorted(),
    )
    for (const page of [back, backList, bobBack]) page.connection.destroy()
  })
})
