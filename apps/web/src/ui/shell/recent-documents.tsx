'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { recentDocumentsQuery } from '../documents/queries.ts'
import { useTitleOf } from '../documents/title.ts'
import classes from './recent-documents.module.css'

/** The documents that changed last, whoever changed them. */
export function RecentDocuments({ onNavigate }: { onNavigate?: () => void }) {
  const t = useTranslations('shell')
  const titleOf = useTitleOf()
  const pathname = usePathname()
  const { data } = useQuery(recentDocumentsQuery)
  if (data === undefined || data.length === 0) return null
  return (
    <section className={classes.recent} aria-label={t('recent')}>
      <p className={classes.heading} aria-hidden="true">
        {t('recent')}
      </p>
      <ul className={classes.list}>
        {data.map((document) => (
          <li key={document.id}>
            <Link
              href={`/documents/${document.id}`}
              className={classes.document}
              aria-current={pathname === `/documents/${document.id}` ? 'page' : undefined}
              onClick={onNavigate}
            >
              {titleOf(document)}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
