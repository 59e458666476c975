'use client'

import { Button } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useErrorText } from './error-text.ts'
import classes from './failure-panel.module.css'

/** In place of something that could not be fetched. */
export function FailurePanel({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations('errors')
  const errorText = useErrorText()
  return (
    <div role="alert" className={classes.panel}>
      <p>{errorText(error)}</p>
      <Button variant="default" onClick={retry}>
        {t('retry')}
      </Button>
    </div>
  )
}
