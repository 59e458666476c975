import * as Y from 'yjs'

/** Whether `whole` has every struct and every deletion of the update. */
export function holds(whole: Y.Doc, update: Uint8Array): boolean {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(whole))
  let isNews = false
  copy.on('update', () => {
    isNews = true
  })
  Y.applyUpdate(copy, update)
  const isPending = copy.store.pendingStructs !== null || copy.store.pendingDs !== null
  copy.destroy()
  return !isNews && !isPending
}

/** Of these clocks those that `whole` has not reached, as what is there and what is not. */
export function clocksAhead(whole: Y.Doc, clocks: ReadonlyMap<number, number>): Record<number, string> {
  const known = clocksOf(whole)
  const ahead = [...clocks].filter(([client, clock]) => clock > (known.get(client) ?? 0))
  return Object.fromEntries(ahead.map(([client, clock]) => [client, `${known.get(client) ?? 0} of ${clock}`]))
}

export function clocksOf(doc: Y.Doc): Map<number, number> {
  return Y.decodeStateVector(Y.encodeStateVector(doc))
}

/** Same structs, same deletions, nothing that waits. */
export function areSame(one: Y.Doc, other: Y.Doc): boolean {
  const isWhole = [one, other].every(({ store }) => store.pendingStructs === null && store.pendingDs === null)
  return isWhole && Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other))
}
