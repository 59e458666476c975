'use client'

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Wordmark } from '../brand/wordmark.tsx'
import { useTitleOf } from '../documents/title.ts'
import { loadKnownDocuments } from './known-documents.ts'
import classes from './offline-page.module.css'

/** Shown by the service worker for any page that is not on this device. */
export function OfflinePage() {
  const t = useTranslations('offline')
  const titleOf = useTitleOf()
  const { data: known } = useQuery({
    queryKey: ['known-documents'],
    queryFn: loadKnownDocuments,
    networkMode: 'always',
  })
  return (
    <main id="content" className={classes.page}>
      <Wordmark />
      <h1 className={classes.title}>{t('heading')}</h1>
      <p className={classes.text}>{t('text')}</p>
      <Button onClick={() => window.location.reload()}>{t('retry')}</Button>
      {known !== undefined && (
        <section className={classes.known} aria-labelledby="known">
          <h2 id="known" className={classes.heading}>
            {t('known')}
          </h2>
          {known.length === 0 && <p className={classes.text}>{t('noneKnown')}</p>}
          <ul className={classes.list} hidden={known.length === 0}>
            {known.map((document) => (
              <li key={document.id}>
                {/* A whole new page on purpose: the service worker has pages, not their parts. */}
                <a className={classes.document} href={`/documents/${document.id}`}>
                  {titleOf(document)}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  )
}
