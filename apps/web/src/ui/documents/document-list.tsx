'use client'

import { Button } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { DocumentFilter } from '../api/documents.ts'
import type { DocumentView } from '../api/views.ts'
import { FailurePanel } from '../panels/failure-panel.tsx'
import classes from './document-list.module.css'
import { ListSkeleton } from './list-skeleton.tsx'
import { documentListQuery } from './queries.ts'

type DocumentListProps = {
  filter: DocumentFilter
  label: string
  renderRow: (document: DocumentView) => ReactNode
  empty: ReactNode
}

export function DocumentList({ filter, label, renderRow, empty }: DocumentListProps) {
  const t = useTranslations('list')
  const query = useInfiniteQuery({ ...documentListQuery(filter), placeholderData: keepPreviousData })
  if (query.isPending) return <ListSkeleton />
  if (query.data === undefined) return <FailurePanel error={query.error} retry={() => void query.refetch()} />
  const documents = query.data.pages.flatMap((page) => page.items)
  return (
    <>
      <p role="status" className={classes.announcement}>
        {filter.search !== '' && !query.isPlaceholderData && t('found', { count: documents.length })}
      </p>
      {documents.length === 0 ? (
        empty
      ) : (
        <ul className={classes.list} aria-label={label} aria-busy={query.isPlaceholderData}>
          {documents.map((document) => (
            <li key={document.id} className={classes.item}>
              {renderRow(document)}
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
    </>
  )
}
