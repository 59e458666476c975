/** Documents are kept apart by user: a shared computer shows nobody what somebody else had open. */
function prefixOf(userId: string): string {
  return `duplex:${userId}:`
}

/** Name of the IndexedDB database that holds one person's copy of one document. */
export function localDatabaseName(userId: string, documentId: string): string {
  return prefixOf(userId) + documentId
}

/** Whether this browser lets us keep anything: private windows and policies refuse, some only when it is opened. */
export async function canKeepLocally(): Promise<boolean> {
  try {
    const database = await toPromise(globalThis.indexedDB.open('duplex:probe'))
    database.close()
    return true
  } catch {
    // Refused is an answer like any other; the status says it.
    return false
  }
}

/** Forgets every document of this person on this device: for signing out. Unsent text goes with them. */
export async function clearLocalDocuments(userId: string): Promise<void> {
  if (!(await canKeepLocally())) return
  const databases = await globalThis.indexedDB.databases()
  const names = databases.map(({ name }) => name ?? '').filter((name) => name.startsWith(prefixOf(userId)))
  await Promise.all(names.map((name) => toPromise(globalThis.indexedDB.deleteDatabase(name))))
}

/** Whether this device holds a copy of the document, without creating one. */
export async function hasLocalDocument(userId: string, documentId: string): Promise<boolean> {
  if (!(await canKeepLocally())) return false
  const databases = await globalThis.indexedDB.databases()
  return databases.some(({ name }) => name === localDatabaseName(userId, documentId))
}

function toPromise<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB refused'))
  })
}
