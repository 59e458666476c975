import type { OpenDocument } from '@duplex/editor/client'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'

/** The name that the server wrote beside a Yjs client id, or that it is this page; undefined of whoever is gone. */
export function useNames(
  open: OpenDocument,
  isOwn: (client: number) => boolean,
): (client: number) => string | undefined {
  const t = useTranslations('wire')
  return useCallback(
    (client) => {
      if (isOwn(client)) return t('thisPage')
      const user: unknown = open.connected.awareness.getStates().get(client)?.user
      if (typeof user !== 'object' || user === null || !('name' in user)) return undefined
      return typeof user.name === 'string' ? user.name : undefined
    },
    [open, isOwn, t],
  )
}
