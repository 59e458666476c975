'use client'

import { useDebouncedCallback } from '@mantine/hooks'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { PageHead } from '../shell/page-head.tsx'
import { DocumentList } from './document-list.tsx'
import { DocumentRow } from './document-row.tsx'
import { EmptyList } from './empty-list.tsx'
import { NewDocumentButton } from './new-document-button.tsx'
import { SearchField } from './search-field.tsx'

/** How long after the last key a search starts. */
const searchDelayMs = 250

export function DocumentsPage() {
  const t = useTranslations('list')
  const [search, setSearch] = useSearchInUrl()
  return (
    <>
      <PageHead title={t('heading')}>
        <SearchField initialValue={search} onSearch={setSearch} />
        <NewDocumentButton />
      </PageHead>
      <DocumentList
        filter={{ search, trashed: false }}
        label={t('heading')}
        renderRow={(document) => <DocumentRow document={document} />}
        empty={
          search === '' ? (
            <EmptyList title={t('empty')} hint={t('emptyHint')} action={<NewDocumentButton />} />
          ) : (
            <EmptyList title={t('noMatch', { search })} hint={t('noMatchHint')} />
          )
        }
      />
    </>
  )
}

/** The search lives in the address, so that going back, reloading and sharing keep it. */
function useSearchInUrl(): [string, (search: string) => void] {
  const fromUrl = useSearchParams().get('q') ?? ''
  const [search, setSearch] = useState(fromUrl)
  const apply = useDebouncedCallback((next: string) => {
    setSearch(next)
    const query = next === '' ? '' : `?${new URLSearchParams({ q: next })}`
    window.history.replaceState(null, '', `${window.location.pathname}${query}`)
  }, searchDelayMs)
  return [search, (next) => apply(next.trim())]
}
