'use client'

import type { OpenDocument } from '@duplex/editor/client'
import { useNotice } from '@duplex/editor/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { isApiError } from '../api/api-error.ts'
import { renameDocument } from '../api/documents.ts'
import type { DocumentView } from '../api/views.ts'
import { documentKey, documentQuery } from '../documents/document-query.ts'
import { documentsKey } from '../documents/queries.ts'
import { useNotify } from '../panels/notify.tsx'

/** The document's row, kept up to date by what others do to it, and the way to rename it. */
export function useDocumentRow(initial: DocumentView, open: OpenDocument | undefined) {
  const t = useTranslations('document')
  const queryClient = useQueryClient()
  const notify = useNotify()
  const { data: document } = useQuery({ ...documentQuery(initial.id), initialData: initial })
  const put = (change: Partial<DocumentView>) =>
    queryClient.setQueryData(documentKey(initial.id), (row: DocumentView = document) => ({ ...row, ...change }))
  const refresh = () => queryClient.invalidateQueries({ queryKey: documentsKey })

  useNotice(open, (notice) => {
    if (notice.kind !== 'title') return
    put({ title: notice.title })
    // The notice brings no version, and the next rename must be based on the newest one.
    void refresh()
  })

  const rename = useMutation({
    mutationFn: (title: string) => renameDocument(document, title),
    onMutate: (title) => put({ title }),
    onSuccess: (row) => put(row),
    onError: (error, title) => {
      put({ title: document.title })
      if (isApiError(error, 'version-mismatch')) notify.done(t('renamedElsewhere', { title }))
      else notify.failure(error)
    },
    onSettled: refresh,
  })
  return { document, rename: (title: string) => rename.mutate(title) }
}

/** The tab's title follows the document's. */
export function useTabTitle(title: string) {
  useEffect(() => {
    window.document.title = `${title} · Duplex`
  }, [title])
}
