import type { OpenDocument } from '@duplex/editor/client'
import { useCallback } from 'react'

/** The name that the server wrote beside a Yjs client id; undefined of whoever is gone. */
export function useNames(open: OpenDocument): (client: number) => string | undefined {
  return useCallback(
    (client) => {
      const user: unknown = open.connected.awareness.getStates().get(client)?.user
      if (typeof user !== 'object' || user === null || !('name' in user)) return undefined
      return typeof user.name === 'string' ? user.name : undefined
    },
    [open],
  )
}
