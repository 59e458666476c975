import { limits } from '@duplex/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { useFixture } from './support/fixture.ts'
import { openPage, type Page, saysStored } from './support/page.ts'
import { startTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'
import type { Someone } from './support/world.ts'

/** Text that no compression makes small, in the many structs that a person's typing makes. */
function writeOffline(doc: Y.Doc, bytes: number): void {
  const text = doc.getText('default')
  const paragraph = 'a paragraph that was written in a train, far away from any network. '.repeat(60)
  while (text.length < bytes) {
    text.insert(Math.floor(text.length / 2), `${text.length} ${paragraph}`)
    text.delete(0, 3)
  }
}

describe('long work without a network', () => {
  const fixture = useFixture()
  const pages: Page[] = []
  let proxy: TcpProxy | undefined

  afterEach(async () => {
    for (const { connection } of pages.splice(0)) connection.destroy()
    await proxy?.close()
    proxy = undefined
  })

  function open(wsUrl: string, documentId: string, person: Someone, doc = new Y.Doc()): Page {
    const page = openPage(wsUrl, documentId, doc, () => fixture.world.ticket(person, documentId))
    pages.push(page)
    return page
  }

  const textOf = (doc: Y.Doc) => doc.getText('default').toString()

  it('V6 ST1 6 MiB of it reach the rows and another client, and are stored only then', async () => {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const other = open(server.wsUrl, documentId, bob)
    await until('Bob is there', () => saysStored(other))
    const doc = new Y.Doc()
    writeOffline(doc, 6 * limits.MiB)
    const page = open(server.wsUrl, documentId, ada, doc)
    await until('a part is stored', async () => (await fixture.world.readSeqs(documentId)).length > 0)
    expect(page.status().outbox.safety).not.toBe('stored')
    await until('all is stored', () => saysStored(page), 60_000)
    expect(await fixture.world.readText(documentId)).toBe(textOf(doc))
    await until('Bob has it', () => other.doc.getText('default').length === doc.getText('default').length)
    expect(textOf(other.doc)).toBe(textOf(doc))
    expect(other.status().kind).toBe('live')
  }, 90_000)

  it('V6 ST1 W3 a connection that is cut on the way does no harm', async () => {
    const server = await fixture.start()
    proxy = await startTcpProxy(server.httpUrl)
    const documentId = await fixture.world.addDocument()
    const ada = await fixture.world.addPerson('Ada')
    const doc = new Y.Doc()
    writeOffline(doc, 6 * limits.MiB)
    const page = open(`${proxy.url.replace('http', 'ws')}sync/v1`, documentId, ada, doc)
    await until('parts are stored', async () => (await fixture.world.readSeqs(documentId)).length >= 3)
    proxy.cut()
    await until('the connection is lost', () => page.status().kind === 'waiting')
    expect(page.status().outbox.safety).toBe('onDevice')
    doc.getText('default').insert(0, 'while it was away ')
    proxy.restore()
    page.signal('online')
    await until('all is stored', () => saysStored(page), 60_000)
    const stored = await fixture.world.readDocument(documentId)
    expect(textOf(stored)).toBe(textOf(doc))
    expect(Y.encodeStateVector(stored)).toEqual(Y.encodeStateVector(doc))
  }, 90_000)

  it('V6 W3 a large paste arrives, and what is typed behind it', async () => {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const page = open(server.wsUrl, documentId, await fixture.world.addPerson('Ada'))
    await until('it is there', () => saysStored(page))
    page.doc.getText('default').insert(0, 'pasted '.repeat((3 * limits.MiB) / 7))
    expect(page.status().outbox).toMatchObject({ unstored: 1, safety: 'onDevice' })
    page.doc.getText('default').insert(0, 'typed ')
    await until('all is stored', () => saysStored(page), 60_000)
    expect(await fixture.world.readText(documentId)).toBe(textOf(page.doc))
  }, 90_000)
})
