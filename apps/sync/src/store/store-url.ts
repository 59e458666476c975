/**
 * How long a statement waits for a document's row, in ms. Whoever holds it longer (a restore of a backup, a hung
 * transaction) must not hold up the windows of other documents with it.
 */
const lockTimeoutMs = 5_000

/** The database's URL with what the store's connections need. */
export function toStoreUrl(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  if (!url.searchParams.has('lock_timeout')) url.searchParams.set('lock_timeout', String(lockTimeoutMs))
  return url.href
}
