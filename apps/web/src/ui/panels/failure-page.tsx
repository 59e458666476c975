'use client'

import { Button } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { digestOf, isOutdatedPage } from './failure.ts'
import classes from './failure-page.module.css'
import { FullPage } from './full-page.tsx'

/** Instead of a page that threw: what happened, what is safe, what to do. */
export function FailurePage({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations('failure')
  const digest = digestOf(error)
  if (isOutdatedPage(error)) {
    return (
      <FullPage heading={t('outdatedHeading')} text={t('outdatedText')}>
        <Button onClick={() => window.location.reload()}>{t('reload')}</Button>
      </FullPage>
    )
  }
  return (
    <FullPage heading={t('heading')} text={t('text')}>
      <div className={classes.actions}>
        <Button onClick={retry}>{t('retry')}</Button>
        <Button component="a" href="/" variant="default">
          {t('home')}
        </Button>
      </div>
      {digest !== undefined && <p className={classes.number}>{t('number', { digest })}</p>}
    </FullPage>
  )
}
