import { Doc } from 'yjs'
import { toDocumentNode } from '../content/document-node.ts'
import { toHtml } from '../content/to-html.ts'
import { toText } from '../content/to-text.ts'
import { keepOnDevice } from './device-copy.ts'
import { hasLocalDocument, localDatabaseName } from './local-documents.ts'

/** What this device holds of a document, readable without a server. */
export type LocalCopy = { text: string; html: string }

export function localCopyOf(doc: Doc): LocalCopy {
  const content = toDocumentNode(doc)
  return { text: toText(content), html: toHtml(content) }
}

/** The copy that this device kept of a document that cannot be opened (any more); undefined where there is none. */
export async function readLocalDocument(userId: string, documentId: string): Promise<LocalCopy | undefined> {
  if (!(await hasLocalDocument(userId, documentId))) return undefined
  const doc = new Doc()
  const device = keepOnDevice(localDatabaseName(userId, documentId), doc)
  await device.loaded
  const copy = localCopyOf(doc)
  await device.close()
  doc.destroy()
  return copy.text.trim() === '' ? undefined : copy
}
