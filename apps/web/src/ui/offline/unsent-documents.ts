/** Marks documents with changes that the server has not stored, so that signing out can warn. Outlives the tab. */
const prefixOf = (userId: string) => `duplex-unsent:${userId}:`

/** A storage that refuses costs the warning, not the text. */
export function markUnsent(userId: string, documentId: string, storage: Storage = localStorage): boolean {
  try {
    storage.setItem(prefixOf(userId) + documentId, '1')
    return true
  } catch {
    return false
  }
}

export function unmarkUnsent(userId: string, documentId: string, storage: Storage = localStorage): void {
  storage.removeItem(prefixOf(userId) + documentId)
}

export function listUnsent(userId: string, storage: Storage = localStorage): string[] {
  const prefix = prefixOf(userId)
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
  return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
}
