'use client'

import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { uuidv7 } from 'uuidv7'
import { createDocument, deleteDocument, renameDocument, restoreDocument, trashDocument } from '../api/documents.ts'
import type { DocumentView } from '../api/views.ts'
import { useNotify } from '../panels/notify.tsx'
import { type DocumentList, documentsKey, mapList } from './queries.ts'
import { useTitleOf } from './title.ts'

/** Creates an empty document and goes there. */
export function useCreateDocument(onCreated?: () => void) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const notify = useNotify()
  const t = useTranslations('list')
  return useMutation({
    mutationFn: () => createDocument({ title: t('untitled'), key: uuidv7() }),
    onSuccess: (document) => {
      onCreated?.()
      router.push(`/documents/${document.id}`)
      return queryClient.invalidateQueries({ queryKey: documentsKey })
    },
    onError: notify.failure,
  })
}

/** Renames at once on the page; takes it back and says why if the server refuses. */
export function useRenameDocument() {
  const queryClient = useQueryClient()
  const notify = useNotify()
  return useMutation({
    mutationFn: ({ document, title }: { document: DocumentView; title: string }) => renameDocument(document, title),
    onMutate: async ({ document, title }) => {
      await ignoreAnswersUnderWay(queryClient)
      changeLists(queryClient, (other) => (other.id === document.id ? { ...other, title } : other))
    },
    onSuccess: (renamed) => changeLists(queryClient, (other) => (other.id === renamed.id ? renamed : other)),
    onError: notify.failure,
    onSettled: () => queryClient.invalidateQueries({ queryKey: documentsKey }),
  })
}

/** Moves to the trash at once and offers the way back. */
export function useTrashDocument() {
  const queryClient = useQueryClient()
  const notify = useNotify()
  const restore = useRestoreDocument()
  const titleOf = useTitleOf()
  const t = useTranslations('list')
  return useMutation({
    mutationFn: trashDocument,
    onMutate: async (document: DocumentView) => {
      await ignoreAnswersUnderWay(queryClient)
      takeOut(queryClient, document.id)
    },
    onSuccess: (_, document) => {
      const undo = { label: t('undo'), run: () => restore.mutate(document) }
      notify.done(t('trashed', { title: titleOf(document) }), undo)
    },
    onError: notify.failure,
    onSettled: () => queryClient.invalidateQueries({ queryKey: documentsKey }),
  })
}

export function useRestoreDocument() {
  const queryClient = useQueryClient()
  const notify = useNotify()
  const titleOf = useTitleOf()
  const t = useTranslations('list')
  return useMutation({
    mutationFn: (document: DocumentView) => restoreDocument(document.id),
    onSuccess: (_, document) => notify.done(t('restored', { title: titleOf(document) })),
    onError: notify.failure,
    onSettled: () => queryClient.invalidateQueries({ queryKey: documentsKey }),
  })
}

export function useDeleteDocument() {
  const queryClient = useQueryClient()
  const notify = useNotify()
  const titleOf = useTitleOf()
  const t = useTranslations('list')
  return useMutation({
    mutationFn: (document: DocumentView) => deleteDocument(document.id),
    onSuccess: (_, document) => {
      takeOut(queryClient, document.id)
      notify.done(t('deleted', { title: titleOf(document) }))
    },
    onError: notify.failure,
    onSettled: () => queryClient.invalidateQueries({ queryKey: documentsKey }),
  })
}

/** They know nothing of a change that the page is about to show. */
function ignoreAnswersUnderWay(queryClient: QueryClient): Promise<void> {
  return queryClient.cancelQueries({ queryKey: [...documentsKey, 'list'] })
}

function changeLists(queryClient: QueryClient, change: (document: DocumentView) => DocumentView | undefined) {
  queryClient.setQueriesData<DocumentList>({ queryKey: [...documentsKey, 'list'] }, (list) =>
    list === undefined ? list : mapList(list, change),
  )
}

function takeOut(queryClient: QueryClient, id: string) {
  changeLists(queryClient, (document) => (document.id === id ? undefined : document))
}
