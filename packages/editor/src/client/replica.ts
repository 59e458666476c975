import { updateYFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { toDocumentNode } from '../content/document-node.ts'
import { CONTENT_ROOT } from '../schema/schema.ts'
import { sharedClocks } from './shared-clocks.ts'

/**
 * The same document as `old`, whose structs the server refused because one of their client ids is another person's.
 * Which of them it refused nobody says, so everything that `server`, its present state, lacks is left behind, with
 * the deletions of it; the text is written again, under a new id, and beside it stands what others wrote meanwhile.
 * `old` is of no use afterwards.
 *
 * Text that somebody else still brings under its first id (after a backup was restored) is then there twice: better
 * than not at all.
 */
export function rebuildReplica(old: Y.Doc, server: Y.Doc): Y.Doc {
  const content = toDocumentNode(old)
  // Yjs asks for this because older states may need collected text; this one is part of the present state.
  old.gc = false
  const doc = Y.createDocFromSnapshot(old, sharedSnapshot(old, server))
  doc.transact(() => {
    updateYFragment(doc, doc.getXmlFragment(CONTENT_ROOT), content, { mapping: new Map(), isOMark: new Map() })
  })
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
  return doc
}

/** What both have; of that, all that `old` has deleted. */
function sharedSnapshot(old: Y.Doc, server: Y.Doc): Y.Snapshot {
  const clocks = sharedClocks(old, server)
  const deleted = Y.createDeleteSet()
  for (const [client, items] of Y.snapshot(old).ds.clients) {
    const end = clocks.get(client) ?? 0
    const shared = items.filter(({ clock }) => clock < end)
    for (const item of shared) item.len = Math.min(item.len, end - item.clock)
    if (shared.length > 0) deleted.clients.set(client, shared)
  }
  return Y.createSnapshot(deleted, clocks)
}
