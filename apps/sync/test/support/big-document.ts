import * as Y from 'yjs'
import type { StoredDocument } from '../../src/store/store.ts'

const paragraphs = 12_000

/** 4 MB, as somebody wrote them who pasted a book. */
export function writeBook(): Uint8Array {
  const doc = Object.assign(new Y.Doc(), { clientID: 4_000_000_000 })
  doc.transact(() => {
    const nodes = Array.from({ length: paragraphs }, (_, i) => {
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText(`${i} `.padEnd(280, 'ten letters '))])
      return paragraph
    })
    doc.getXmlFragment('default').insert(0, nodes)
  })
  return Y.encodeStateAsUpdate(doc)
}

/** The same bytes as a snapshot: newcomers are sent it, and nobody has to read it. */
export function asSnapshot(bytes: Uint8Array): StoredDocument {
  return { snapshot: { seq: 1, bytes, stateVector: Y.encodeStateVectorFromUpdate(bytes) }, updates: [], seq: 1 }
}

/** As the one row of a log. */
export function asRow(bytes: Uint8Array): StoredDocument {
  return { updates: [bytes], seq: 1 }
}
