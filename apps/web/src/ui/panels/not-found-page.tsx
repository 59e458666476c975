import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { FullPage } from './full-page.tsx'
import { HomeLink } from './home-link.tsx'

/** The same for what never was, what is gone, and what is not for this person. */
export function NotFoundPage({ children }: { children?: ReactNode }) {
  const t = useTranslations('notFound')
  return (
    <FullPage heading={t('heading')} text={t('text')}>
      <HomeLink>{t('action')}</HomeLink>
      {children}
    </FullPage>
  )
}
