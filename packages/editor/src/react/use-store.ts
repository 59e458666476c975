import { useSyncExternalStore } from 'react'
import { createStore, type Store } from '../client/store.ts'

const nothing = createStore<undefined>(undefined)

/** The present value of a store; undefined while there is no store. */
export function useStore<Value>(store: Store<Value> | undefined): Value | undefined {
  return useSelected(store, (value) => value)
}

/**
 * What `select` makes of a store's value: renders only when that changes, so give it something that compares by
 * identity. A status changes several times with every key; most of what is drawn does not.
 */
export function useSelected<Value, Selected>(
  store: Store<Value> | undefined,
  select: (value: Value) => Selected,
): Selected | undefined {
  const source: Store<Value | undefined> = store ?? nothing
  const getSnapshot = () => {
    const value = source.getSnapshot()
    return value === undefined ? undefined : select(value)
  }
  return useSyncExternalStore(source.subscribe, getSnapshot, getSnapshot)
}
