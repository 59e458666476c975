'use client'

import { useQuery } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { CopyTextButton } from '../document/copy-text-button.tsx'
import classes from './local-copy-notice.module.css'

/** A document that the server does not give any more may still lie on this device, with text nobody else has. */
export function LocalCopyNotice({ userId }: { userId: string }) {
  const t = useTranslations('notFound')
  const { id } = useParams<{ id: string }>()
  const { data: copy } = useQuery({
    queryKey: ['local-copy', userId, id],
    queryFn: () => loadLocalCopy(userId, id),
    networkMode: 'always',
    retry: false,
  })
  if (copy === undefined || copy === null) return null
  return (
    <section className={classes.notice} aria-labelledby="local-copy">
      <h2 id="local-copy" className={classes.heading}>
        {t('localHeading')}
      </h2>
      <p className={classes.text}>{t('localText')}</p>
      <CopyTextButton read={() => copy} />
    </section>
  )
}

/** Null where there is none: a query may not answer undefined. */
async function loadLocalCopy(userId: string, documentId: string) {
  const { readLocalDocument } = await import('@duplex/editor/client')
  return (await readLocalDocument(userId, documentId)) ?? null
}
