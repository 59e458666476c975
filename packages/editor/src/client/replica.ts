import { updateYFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { toDocumentNode } from '../content/document-node.ts'
import { CONTENT_ROOT } from '../schema/schema.ts'

/**
 * The same document under a new Yjs client id. The server refused the old id because it is another person's, so none
 * of its structs arrived: they are left behind, with the deletions of them, and the text they carried is written
 * again. Call it once; `old` is of no use afterwards.
 */
export function rebuildReplica(old: Y.Doc): Y.Doc {
  const content = toDocumentNode(old)
  const snapshot = Y.snapshot(old)
  snapshot.sv.delete(old.clientID)
  snapshot.ds.clients.delete(old.clientID)
  // Yjs asks for this because older states may need collected text; this one is the present state.
  old.gc = false
  const doc = Y.createDocFromSnapshot(old, snapshot)
  doc.transact(() => {
    updateYFragment(doc, doc.getXmlFragment(CONTENT_ROOT), content, { mapping: new Map(), isOMark: new Map() })
  })
  return doc
}
