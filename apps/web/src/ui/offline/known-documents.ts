import { askServiceWorker } from './service-worker.ts'

export type KnownDocument = { id: string; title: string; openedAt: number }

/** Titles for the offline page; the pages themselves are the service worker's. */
const storageKey = (userId: string) => `duplex-known-documents:${userId}`
const maxKnown = 50

/** Puts `document` first; the list stays bounded. */
export function addKnown(known: readonly KnownDocument[], document: KnownDocument): KnownDocument[] {
  return [document, ...known.filter((other) => other.id !== document.id)].slice(0, maxKnown)
}

/** What was stored, or nothing where it was not written by us. */
export function parseKnown(stored: string | null): KnownDocument[] {
  try {
    const value: unknown = JSON.parse(stored ?? '[]')
    return Array.isArray(value) ? value.filter(isKnownDocument) : []
  } catch {
    return []
  }
}

function isKnownDocument(value: unknown): value is KnownDocument {
  if (typeof value !== 'object' || value === null) return false
  const { id, title, openedAt } = value as Record<string, unknown>
  return typeof id === 'string' && typeof title === 'string' && typeof openedAt === 'number'
}

/** Remembers that this document is open. A storage that refuses costs a title on the offline page, nothing else. */
export function rememberDocument(userId: string, document: KnownDocument, storage: Storage = localStorage): boolean {
  try {
    const known = addKnown(parseKnown(storage.getItem(storageKey(userId))), document)
    storage.setItem(storageKey(userId), JSON.stringify(known))
    return true
  } catch {
    return false
  }
}

/** The documents that open on this device without a network, newest first. */
export async function loadKnownDocuments(): Promise<KnownDocument[]> {
  const kept = await askServiceWorker('list-pages', {})
  if (kept === undefined) return []
  const known = parseKnown(localStorage.getItem(storageKey(kept.userId)))
  return known.filter((document) => kept.paths.includes(`/documents/${document.id}`))
}

export async function forgetKnownDocuments(userId: string): Promise<void> {
  localStorage.removeItem(storageKey(userId))
  await askServiceWorker('forget', {})
}
