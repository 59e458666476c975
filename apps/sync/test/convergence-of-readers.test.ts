import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeSync } from '../src/room/frames.ts'
import { useFixture } from './support/fixture.ts'
import { updatesOf } from './support/forge.ts'
import { openPage, saysStored } from './support/page.ts'
import { areSame } from './support/replica-facts.ts'
import { createStock } from './support/stock-client.ts'
import { until } from './support/until.ts'
import type { WireClient } from './support/wire-client.ts'

describe('somebody who only reads', () => {
  const fixture = useFixture()
  let leave: () => void = () => undefined

  afterEach(() => leave())

  /** A text that Ada wrote, and Eve, who may read it. */
  async function scene() {
    const server = await fixture.start({ settings: { heartbeatMs: 100 } })
    const documentId = await fixture.world.addDocument()
    const [ada, eve] = [await fixture.world.addPerson('Ada'), await fixture.world.addPerson('Eve')]
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    a.text.insert(0, 'plain bold plain')
    a.text.format(6, 4, { bold: true })
    await a.stored()
    return { server, documentId, a, ticket: () => fixture.world.ticket(eve, documentId, 'viewer') }
  }

  /** Two people delete one half each of what is bold, and neither knows of the other: nobody who writes tidies up. */
  async function seeItTidied(a: WireClient, doc: Y.Doc): Promise<void> {
    const text = doc.getText('default')
    let tidied = 0
    doc.on('update', (_update: Uint8Array, _by: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local) tidied++
    })
    await until('Eve has it', () => text.length > 0)
    const halves = [6, 8].map((index) => {
      const copy = new Y.Doc()
      const half = copy.getText('default')
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(a.doc))
      return updatesOf(copy, () => half.delete(index, 2))
    })
    for (const update of halves.flat()) a.send(encodeSync('update', update))
    await until('Yjs has tidied', () => tidied > 0)
    expect(text.toString()).toBe('plain  plain')
  }

  it('W3 V1 has nothing unsent when Yjs tidied the formats that two writers left, and still compares documents', async () => {
    const { server, documentId, a, ticket } = await scene()
    const page = openPage(server.wsUrl, documentId, new Y.Doc(), ticket)
    leave = () => page.connection.destroy()
    await seeItTidied(a, page.doc)
    expect(page.status().outbox.unsent).toBe(0)
    await until('the documents are compared', () => saysStored(page))
  })

  it('V1 W5 stays with a stock client, which sends what Yjs tidied, and nothing of that is stored', async () => {
    const { server, documentId, a, ticket } = await scene()
    const { doc, provider, closes } = createStock(server.wsUrl, documentId, await ticket())
    leave = () => provider.destroy()
    await seeItTidied(a, doc)
    a.text.insert(0, 'and ')
    await until('Eve hears more', () => doc.getText('default').toString() === 'and plain  plain')
    expect(closes).toEqual([])
    expect(areSame(await fixture.world.readDocument(documentId), doc)).toBe(false)
  })
})
