import { useSyncExternalStore } from 'react'
import { createStore, type Store } from '../client/store.ts'

const nothing = createStore<undefined>(undefined)

/** The present value of a store; undefined while there is no store. */
export function useStore<Value>(store: Store<Value> | undefined): Value | undefined {
  const source: Store<Value | undefined> = store ?? nothing
  return useSyncExternalStore(source.subscribe, source.getSnapshot, source.getSnapshot)
}
