import { setTimeout as pause } from 'node:timers/promises'
import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { Connection } from '../load/connection.ts'
import { joinInBatches } from '../load/join-in-batches.ts'
import { difference, type Measure } from '../report/measure.ts'
import type { ServerUnderTest } from '../server/server-under-test.ts'
import { readSettledBytes, type SettledBytes } from '../server/settled-bytes.ts'
import { becomeQuiet } from './become-quiet.ts'
import type { OfServers, Scenario } from './scenario.ts'
import { watchUsage } from './usage.ts'

/** `further`: connections beside the one to each document, so that what a connection takes is known. */
type QuietLoad = { readonly documents: number; readonly further: number } & Pick<OfServers, 'once' | 'without'>

const warmUpCount = 100
const letters = 6_000
/** From then on until memory is read. */
const settleMs = 3_000
const idleSeconds = 10
const perConnectionKb = 8
const perDocumentKb = 2
/** Documents that are made at the same time. */
const batch = 20

/** Many documents are open, each on one screen, and nobody writes. */
function createQuietDocuments({ documents, further, ...taking }: QuietLoad): Scenario {
  return {
    title: `${documents.toLocaleString('en')} open documents of ${letters.toLocaleString('en')} letters, nobody writes`,
    ...taking,
    async run(server, random) {
      const warmUp = await openDocuments(server, warmUpCount, random)
      await becomeQuiet(server)
      const before = await readSettledBytes(server, settleMs)
      const quiet = await openDocuments(server, documents, random)
      await becomeQuiet(server)
      const withDocuments = await readSettledBytes(server, settleMs)
      const { cpuSeconds } = await watchUsage(server, () => pause(idleSeconds * 1000))
      const readers = await joinInBatches(server, quiet.documentIds, further)
      const withReaders = await readSettledBytes(server, settleMs)
      const connections = [...warmUp.authors, ...quiet.authors, ...readers]
      if (connections.some(({ isOpen }) => !isOpen)) throw new Error('the server ended a connection that was idle')
      for (const connection of connections) connection.close()
      const pair = perEach(before, withDocuments, documents)
      const reader = perEach(withDocuments, withReaders, further)
      return [
        ...toMemory(pair, reader, quiet.documentBytes),
        { name: `server CPU, ${idleSeconds} s`, value: cpuSeconds, unit: 's' },
      ]
    },
  }
}

export const quietDocuments = {
  'quiet-documents': createQuietDocuments({
    documents: 1_000,
    further: 1_000,
    without: ['Hocuspocus, 16', 'ws relay'],
  }),
  // What a document costs the others is known from the first thousand.
  'idle-documents': createQuietDocuments({
    documents: 10_000,
    further: 4_000,
    once: true,
    without: ['@y/websocket-server', 'Hocuspocus', 'ws relay'],
  }),
} as const satisfies Record<string, Scenario>

/** Documents with one connection to each: that of whoever wrote it. `documentBytes`: what one is, encoded. */
async function openDocuments(server: ServerUnderTest, count: number, random: prng.PRNG) {
  const documentIds: string[] = []
  const authors: Connection[] = []
  let documentBytes = 0
  const open = async (doc: Y.Doc) => {
    const documentId = await server.addDocument()
    documentIds.push(documentId)
    // The answer to the server's question is the document.
    authors.push(await Connection.open(await server.invite(documentId), doc))
  }
  while (authors.length < count) {
    const docs = Array.from({ length: Math.min(batch, count - authors.length) }, () => new Y.Doc())
    for (const doc of docs) doc.getText('default').insert(0, prng.word(random, letters, letters))
    documentBytes = Y.encodeStateAsUpdate(docs[0] ?? new Y.Doc()).length
    await Promise.all(docs.map(open))
  }
  return { documentIds, authors, documentBytes }
}

type Kilobytes = { readonly used: number; readonly resident: number | undefined }

function perEach(before: SettledBytes, after: SettledBytes, count: number): Kilobytes {
  const resident = difference(before.resident, after.resident)
  return { used: (after.used - before.used) / count / 1000, resident: resident && resident / count / 1000 }
}

function toMemory(pair: Kilobytes, reader: Kilobytes, documentBytes: number): Measure[] {
  const alone = pair.used - reader.used - documentBytes / 1000
  return [
    {
      name: 'server memory (RSS) per document and its connection',
      value: pair.resident,
      unit: 'KB',
      bar: letters / 1000 + perDocumentKb + perConnectionKb,
    },
    { name: 'memory in use per document and its connection', value: pair.used, unit: 'KB' },
    { name: 'memory in use per further connection', value: reader.used, unit: 'KB' },
    { name: 'memory in use per document beyond its bytes', value: alone, unit: 'KB', bar: perDocumentKb },
  ]
}
