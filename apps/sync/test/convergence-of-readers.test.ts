import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeSync } from '../src/room/frames.ts'
import { useFixture } from './support/fixture.ts'
import { updatesOf } from './support/forge.ts'
import { openPage, type Page, saysStored } from './support/page.ts'
import { until } from './support/until.ts'

describe('somebody who only reads', () => {
  const fixture = useFixture()
  let page: Page | undefined

  afterEach(() => page?.connection.destroy())

  it('W3 V1 has nothing unsent when Yjs tidied the formats that two writers left, and still compares documents', async () => {
    const server = await fixture.start({ settings: { heartbeatMs: 100 } })
    const documentId = await fixture.world.addDocument()
    const [ada, eve] = [await fixture.world.addPerson('Ada'), await fixture.world.addPerson('Eve')]
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    a.text.insert(0, 'plain bold plain')
    a.text.format(6, 4, { bold: true })
    await a.stored()
    page = openPage(server.wsUrl, documentId, new Y.Doc(), () => fixture.world.ticket(eve, documentId, 'viewer'))
    const { doc, status } = page
    const text = doc.getText('default')
    await until('Eve has it', () => text.length > 0)
    let tidied = 0
    doc.on('update', (_update: Uint8Array, _by: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local) tidied++
    })
    // Each deletes one half of what is bold, and neither knows of the other: nobody who writes tidies up.
    const halves = [6, 8].map((index) => {
      const copy = new Y.Doc()
      const text = copy.getText('default')
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(a.doc))
      return updatesOf(copy, () => text.delete(index, 2))
    })
    for (const update of halves.flat()) a.send(encodeSync('update', update))
    await until('Eve sees that it is gone', () => text.toString() === 'plain  plain')
    await until('Yjs has tidied', () => tidied > 0)
    expect(status().outbox.unsent).toBe(0)
    await until('the documents are compared', () => page && saysStored(page))
  })
})
