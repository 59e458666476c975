'use client'

import { useTranslations } from 'next-intl'
import { PageHead } from '../shell/page-head.tsx'
import { DocumentList } from './document-list.tsx'
import { EmptyList } from './empty-list.tsx'
import { TrashRow } from './trash-row.tsx'

export function TrashPage() {
  const t = useTranslations('trash')
  return (
    <>
      <PageHead title={t('heading')} />
      <DocumentList
        filter={{ search: '', trashed: true }}
        label={t('heading')}
        renderRow={(document) => <TrashRow document={document} />}
        empty={<EmptyList title={t('empty')} hint={t('emptyHint')} />}
      />
    </>
  )
}
