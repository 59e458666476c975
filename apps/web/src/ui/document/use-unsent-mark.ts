'use client'

import type { DocumentStatus } from '@duplex/editor/client'
import { useEffect } from 'react'
import { markUnsent, unmarkUnsent } from '../offline/unsent-documents.ts'

type UnsentMarkOptions = { userId: string; documentId: string; status: DocumentStatus | undefined }

/** Keeps the mark of this document right: set by the first edit that is not stored, taken away when all is. */
export function useUnsentMark({ userId, documentId, status }: UnsentMarkOptions) {
  const outbox = status?.connection.outbox
  const hasUnstored = outbox !== undefined && outbox.unsent + outbox.unstored > 0
  const isStored = outbox?.safety === 'stored'
  useEffect(() => {
    if (hasUnstored) markUnsent(userId, documentId)
    else if (isStored) unmarkUnsent(userId, documentId)
  }, [userId, documentId, hasUnstored, isStored])
}
