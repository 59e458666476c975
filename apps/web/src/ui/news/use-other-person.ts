'use client'

import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { useNotify } from '../panels/notify.tsx'

/**
 * What a tab does when somebody else has signed in in its browser: it becomes their page. Not where it shows a document:
 * somebody may need words of it that are not stored, so it says what has happened and leaves the rest to people.
 */
export function useOtherPerson(): () => void {
  const t = useTranslations('news')
  const notify = useNotify()
  const isSaid = useRef(false)
  return () => {
    if (!location.pathname.startsWith('/documents/')) location.reload()
    else if (!isSaid.current) {
      isSaid.current = true
      notify.standing(t('otherPerson'), { label: t('reload'), run: () => location.reload() })
    }
  }
}
