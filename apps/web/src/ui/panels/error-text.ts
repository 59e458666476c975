'use client'

import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { isApiError } from '../api/api-error.ts'

/** What happened, what is safe and what to do, for any error that a request or the page itself can throw. */
export function useErrorText(): (error: unknown) => string {
  const t = useTranslations('errors')
  return useCallback(
    (error) => {
      if (!isApiError(error)) return t('unexpected')
      const key = `codes.${error.code}` as Parameters<typeof t.has>[0]
      if (error.code === 'too-many-requests' && error.retryAfterSeconds !== undefined) {
        return t('waitFor', { seconds: error.retryAfterSeconds })
      }
      if (error.code === 'internal' && error.requestId !== undefined) {
        return t('internalWithId', { requestId: error.requestId })
      }
      return t.has(key) ? t(key as 'codes.internal') : t('codes.internal')
    },
    [t],
  )
}
