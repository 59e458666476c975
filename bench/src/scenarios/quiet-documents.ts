import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { Connection } from '../load/connection.ts'
import { joinInBatches } from '../load/join-in-batches.ts'
import { difference } from '../report/measure.ts'
import { readSettledBytes } from '../server/settled-bytes.ts'
import type { Scenario } from './scenario.ts'

const documentCount = 1_000
const warmUpCount = 100
const letters = 6_000
/** Longer than Duplex keeps a document live that nobody writes in, shorter than the pings of both sides allow. */
const settleMs = 13_000
const perConnectionKb = 8
const perDocumentKb = 2

/** Many documents are open, each on one screen, and nobody writes. */
export const quietDocuments: Scenario = {
  title: `${documentCount.toLocaleString('en')} open documents of ${letters.toLocaleString('en')} letters, nobody writes`,
  without: ['Hocuspocus, 16', 'ws relay'],
  async run(server, random) {
    const documentIds: string[] = []
    const fill = async () => {
      const documentId = await server.addDocument()
      const doc = new Y.Doc()
      doc.getText('default').insert(0, prng.word(random, letters, letters))
      documentIds.push(documentId)
      // The answer to the server's question is the document.
      return await Connection.open(await server.invite(documentId), doc)
    }
    const authors: Connection[] = []
    while (documentIds.length < warmUpCount) authors.push(await fill())
    const before = await readSettledBytes(server, settleMs)
    while (documentIds.length < warmUpCount + documentCount) authors.push(await fill())
    const readers = await joinInBatches(server, documentIds.slice(warmUpCount), documentCount)
    for (const author of authors.slice(warmUpCount)) author.close()
    const grown = difference(before, await readSettledBytes(server, settleMs))
    if (readers.some((reader) => !reader.isOpen)) throw new Error('the server ended a connection that was idle')
    for (const connection of [...readers, ...authors]) connection.close()
    return [
      {
        name: 'server memory (RSS) per document and its connection',
        value: grown && grown / documentCount / 1000,
        unit: 'KB',
        bar: letters / 1000 + perDocumentKb + perConnectionKb,
      },
    ]
  },
}
