/** A value that may be watched; fits React's `useSyncExternalStore`. */
export type Store<Value> = {
  getSnapshot(): Value
  /** Returns the function that ends the subscription. */
  subscribe(listener: () => void): () => void
}

export type WritableStore<Value> = Store<Value> & { set(next: Value): void }

export function createStore<Value>(first: Value): WritableStore<Value> {
  const listeners = new Set<() => void>()
  let value = first
  return {
    getSnapshot: () => value,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set(next) {
      if (Object.is(value, next)) return
      value = next
      for (const listener of [...listeners]) listener()
    },
  }
}
