'use client'

import type { DocumentStatus, OpenDocument } from '@duplex/editor/client'
import { useSelectedStatus } from '@duplex/editor/react'
import { useEffect } from 'react'
import { markUnsent, unmarkUnsent } from '../offline/unsent-documents.ts'

/** Keeps the mark of an open document right: set by the first edit that is not stored, taken away when all is. */
export function useUnsentMark(open: OpenDocument | undefined) {
  const mark = useSelectedStatus(open, markOf)
  useEffect(() => {
    if (open === undefined) return
    if (mark === 'set') markUnsent(open.userId, open.documentId)
    if (mark === 'clear') unmarkUnsent(open.userId, open.documentId)
  }, [open, mark])
}

/** `keep`: this page has sent nothing, and does not know yet what an earlier one left behind. */
function markOf({ connection: { outbox } }: DocumentStatus): 'set' | 'clear' | 'keep' {
  if (outbox.unsent + outbox.unstored > 0) return 'set'
  return outbox.safety === 'stored' ? 'clear' : 'keep'
}
