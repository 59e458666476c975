/** A value to look at and to watch. Fits React's `useSyncExternalStore`: a snapshot stays the same object until it changes. */
export type Watched<T> = {
  getSnapshot(): T
  /** Returns the function that ends the subscription. */
  subscribe(listener: () => void): () => void
}

export function createWatched<T>(first: T, isSame: (a: T, b: T) => boolean): Watched<T> & { set(next: T): void } {
  const listeners = new Set<() => void>()
  let snapshot = first
  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set(next) {
      if (isSame(snapshot, next)) return
      snapshot = next
      for (const listener of [...listeners]) listener()
    },
  }
}
