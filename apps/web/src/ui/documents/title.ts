'use client'

import { useTranslations } from 'next-intl'
import { useCallback } from 'react'

/** The most characters that a title may have. */
export const maxTitleLength = 200

/** What a document is called on the page: its title, or a word for having none. */
export function useTitleOf(): (document: { title: string }) => string {
  const t = useTranslations('list')
  return useCallback((document) => document.title.trim() || t('untitled'), [t])
}
