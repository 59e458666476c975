import { appendUpdates } from '@duplex/db'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readLive } from '../src/room/document-reading.ts'
import { encodeAwareness, encodeSync } from '../src/room/frames.ts'
import { atOnce } from '../src/room/turns.ts'
import { useFixture } from './support/fixture.ts'
import { docUnder, forgeGc, updatesOf } from './support/forge.ts'
import { lockDocument } from './support/row-lock.ts'
import { until } from './support/until.ts'
import type { Someone } from './support/world.ts'

const textOf = (doc: Y.Doc) => doc.getText('default').toString()

describe('V4 client ids belong to users', () => {
  const fixture = useFixture()

  async function scene() {
    const server = await fixture.start({ settings: { lingerMs: 0 } })
    const documentId = await fixture.world.addDocument()
    const [ada, eve, bob] = await Promise.all(['Ada', 'Eve', 'Bob'].map((name) => fixture.world.addPerson(name)))
    const join = async (person: Someone | undefined, doc?: Y.Doc, to = server) =>
      (await fixture.connect(to, documentId, person as Someone, { doc })).sync()
    return { server, documentId, ada, eve, bob, join }
  }

  it('V4 without it, one forged struct of 12 bytes makes text vanish that its author had not delivered', () => {
    const server = atOnce(readLive([]))
    const victim = docUnder(4_000_000_000, 'delivered')
    server.apply([{ bytes: Y.encodeStateAsUpdate(victim) }])
    const forged = forgeGc(victim.clientID, server.clockOf(victim.clientID), 1_000)
    expect(forged).toHaveLength(12)
    server.apply([{ bytes: forged }])
    victim.getText('default').insert(9, ', and typed while away')
    // The victim returns, and both give each other what the other's state vector lacks: the victim has nothing that
    // the server wants, and learns that what it typed was deleted.
    const answer = Y.encodeStateAsUpdate(victim, server.stateVector)
    Y.applyUpdate(victim, server.encodeSince(Y.encodeStateVector(victim)))
    expect(server.apply([{ bytes: answer }]).update).toBeUndefined()
    expect(Y.encodeStateVector(victim)).toEqual(server.stateVector)
    const reader = new Y.Doc()
    Y.applyUpdate(reader, server.encodeSince(new Uint8Array([0])))
    expect([textOf(reader), textOf(victim)]).toEqual(['delivered', 'delivered'])
  })

  it('V4 refuses that struct with 4409, disturbs nobody, and what its victim typed while away arrives', async () => {
    const { documentId, ada, eve, bob, join } = await scene()
    const a = await join(ada)
    a.text.insert(0, 'delivered')
    await a.stored()
    a.terminate()
    a.text.insert(9, ', and typed while away')
    const [b, e] = [await join(bob), await join(eve)]
    e.send(encodeSync('update', forgeGc(a.doc.clientID, 9, 1_000)))
    expect(await e.ended()).toBe(4409)
    b.text.insert(0, 'Bob: ')
    await b.stored()
    await (await join(ada, a.doc)).stored()
    const whole = 'Bob: delivered, and typed while away'
    await until('Bob has it', () => textOf(b.doc) === whole)
    expect(await fixture.world.readText(documentId)).toBe(whole)
  })

  it('V4 P1 keeps the id that somebody shows for them, before and after they leave', async () => {
    const { ada, eve, bob, join } = await scene()
    const [a, first, second] = [await join(ada), await join(eve), await join(bob)]
    a.send(encodeAwareness([{ clientId: a.doc.clientID, clock: 1, state: new TextEncoder().encode('{}') }]))
    await until('Eve sees the id', () => first.of('awareness').length > 0)
    first.send(encodeSync('update', forgeGc(a.doc.clientID, 0, 1_000)))
    expect(await first.ended()).toBe(4409)
    a.terminate()
    a.text.insert(0, 'typed while away')
    await until('Bob sees that Ada left', () => second.of('awareness').at(-1)?.states[0]?.state === null)
    second.send(encodeSync('update', forgeGc(a.doc.clientID, 0, 1_000)))
    expect(await second.ended()).toBe(4409)
    await (await join(ada, a.doc)).stored()
    expect(textOf(a.doc)).toBe('typed while away')
  })

  it('V4 keeps who has which id over a restart of the server', async () => {
    const { documentId, server, ada, eve, join } = await scene()
    const a = await join(ada)
    a.text.insert(0, 'mine')
    await a.stored()
    await server.close()
    const next = await fixture.start()
    const e = await join(eve, docUnder(1, 'Eve '), next)
    await e.stored()
    e.send(encodeSync('update', forgeGc(a.doc.clientID, 4, 1_000)))
    expect(await e.ended()).toBe(4409)
    a.text.insert(4, ' still')
    await (await join(ada, a.doc, next)).stored()
    expect(await fixture.world.readText(documentId)).toContain('mine still')
  })

  it('V4 gives an id that two people use in one window to the first, and stores the rest of the window', async () => {
    const { documentId, ada, eve, bob, join } = await scene()
    const [a, e, b] = [await join(ada), await join(eve), await join(bob)]
    await Promise.all([a.stored(), e.stored(), b.stored()])
    const lock = await lockDocument(fixture.database.url, documentId)
    b.text.insert(0, 'first window')
    await lock.waitedFor()
    a.send(encodeSync('update', Y.encodeStateAsUpdate(docUnder(77, 'of Ada '))))
    await until("Ada's is received", () => a.ack?.received === a.sent)
    e.send(encodeSync('update', Y.encodeStateAsUpdate(docUnder(77, 'of Eve, and longer '))))
    expect(await e.ended()).toBe(4409)
    b.text.insert(0, 'second ')
    await lock.release()
    await Promise.all([a.stored(), b.stored()])
    const text = await fixture.world.readText(documentId)
    expect([text.includes('of Ada'), text.includes('of Eve'), text.includes('second first window')]).toEqual([
      true,
      false,
      true,
    ])
  })

  it('V4 ST4 gives an id that two nodes claim at once to one user; everybody else on the other node goes on', async () => {
    const { documentId, ada, eve, bob, join } = await scene()
    const other = await fixture.start()
    const [a, e, b] = [await join(ada), await join(eve, undefined, other), await join(bob, undefined, other)]
    await Promise.all([a.stored(), e.stored(), b.stored()])
    const lock = await lockDocument(fixture.database.url, documentId)
    a.send(encodeSync('update', Y.encodeStateAsUpdate(docUnder(77, 'of Ada '))))
    await lock.waitedFor()
    e.send(encodeSync('update', Y.encodeStateAsUpdate(docUnder(77, 'of Eve, and longer '))))
    b.text.insert(0, 'of Bob')
    await until("Bob's is received", () => b.ack?.received === b.sent)
    await lock.release()
    expect(await e.ended()).toBe(4409)
    await Promise.all([a.stored(), b.stored()])
    await until("Bob sees Ada's", () => textOf(b.doc).includes('of Ada'))
    expect(await fixture.world.readText(documentId)).toBe(textOf(b.doc))
    expect(await fixture.world.readSeqs(documentId)).toEqual([1, 2])
    expect([textOf(b.doc).includes('of Eve'), b.closed]).toEqual([false, undefined])
  })

  it('V4 takes the ids of one person from every tab and device, also after weeks without a connection', async () => {
    const { documentId, ada, join } = await scene()
    const laptop = new Y.Doc()
    for (let visit = 1; visit <= 50; visit++) {
      laptop.clientID = visit
      laptop.getText('default').insert(0, `${visit},`)
    }
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(laptop))
    const tab = await join(ada, laptop)
    await tab.stored()
    const phone = await join(ada)
    phone.text.insert(0, 'phone,')
    await phone.stored()
    tab.terminate()
    // Another tab had the same unsent work, and went on with one of its ids.
    copy.clientID = 50
    copy.getText('default').insert(0, 'again,')
    await (await join(ada, copy)).stored()
    expect(await fixture.world.readText(documentId)).toMatch(/again,.*50,49,.*,2,1,/)
  })

  it('V4 does not mind what others wrote and the room has, in a step 2 that carries everything', async () => {
    const { ada, eve, join } = await scene()
    const a = await join(ada)
    a.text.insert(0, 'of Ada')
    await a.stored()
    const e = await join(eve)
    await until('Eve has it', () => textOf(e.doc) === 'of Ada')
    const [own] = updatesOf(e.doc, () => e.text.insert(0, 'of Eve, '))
    expect(own).toBeDefined()
    e.send(encodeSync('step2', Y.encodeStateAsUpdate(e.doc)))
    await e.stored()
    expect(e.closed).toBeUndefined()
  })

  it('V4 an id whose structs nobody claimed, as of an import, is nobody else', async () => {
    const { documentId, ada, eve, join } = await scene()
    const bytes = Y.encodeStateAsUpdate(docUnder(5, 'imported'))
    await appendUpdates(fixture.world.prisma, [{ documentId, bytes, authorIds: [] }])
    const a = await join(ada)
    a.text.insert(8, ' and edited')
    await a.stored()
    const e = await join(eve)
    e.send(encodeSync('update', forgeGc(5, 8, 10)))
    expect(await e.ended()).toBe(4409)
    expect(await fixture.world.readText(documentId)).toBe('imported and edited')
  })

  it('V4 after a restored backup, structs of others come back with whoever brings them, or not at all', async () => {
    const { documentId, server, ada, bob, join } = await scene()
    const [a, b] = [await join(ada), await join(bob)]
    a.text.insert(0, 'kept')
    await a.stored()
    const { prisma } = fixture.world
    const kept = await prisma.documentUpdate.count({ where: { documentId } })
    a.text.insert(4, ' lost')
    const fresh = await join(ada, docUnder(9, 'fresh '))
    await Promise.all([a.stored(), fresh.stored()])
    await until('Bob has all', () => textOf(b.doc).includes('kept lost') && textOf(b.doc).includes('fresh'))
    for (const client of [a, b, fresh]) client.terminate()
    await server.close()
    await prisma.documentUpdate.deleteMany({ where: { documentId, seq: { gt: kept } } })
    await prisma.documentClient.deleteMany({ where: { documentId, clientId: 9 } })
    await prisma.document.update({ where: { id: documentId }, data: { lastSeq: kept } })
    const next = await fixture.start()
    const refused = await (await fixture.connect(next, documentId, bob as Someone, { doc: b.doc })).sync()
    expect(await refused.ended()).toBe(4409)
    expect(await fixture.world.readText(documentId)).toBe('kept')
    await (await join(ada, a.doc, next)).stored()
    await (await join(bob, b.doc, next)).stored()
    expect(await fixture.world.readText(documentId)).toBe(textOf(b.doc))
    expect(textOf(b.doc)).toContain('kept lost')
  })
})
