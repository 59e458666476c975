import type { Chaos, ChaosState } from '@duplex/protocol/chaos'
import { useSyncExternalStore } from 'react'

export function useChaosState({ state }: Chaos): ChaosState {
  return useSyncExternalStore(state.subscribe, state.getSnapshot, state.getSnapshot)
}
