import { type InfiniteData, infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { type DocumentFilter, fetchDocuments } from '../api/documents.ts'
import type { DocumentPage, DocumentView } from '../api/views.ts'

/** Everything below this key is stale as soon as any document was created, renamed, moved or shared. */
export const documentsKey = ['documents'] as const
export const recentKey = [...documentsKey, 'recent'] as const

export function listKey(filter: DocumentFilter) {
  return [...documentsKey, 'list', filter] as const
}

export function documentListQuery(filter: DocumentFilter) {
  return infiniteQueryOptions({
    queryKey: listKey(filter),
    queryFn: ({ pageParam, signal }) => fetchDocuments(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: DocumentPage) => page.nextCursor ?? undefined,
  })
}

/** How many documents the sidebar names. */
export const recentCount = 15

export const recentDocumentsQuery = queryOptions({
  queryKey: recentKey,
  queryFn: async ({ signal }): Promise<DocumentView[]> => {
    const { items } = await fetchDocuments({ search: '', trashed: false }, undefined, signal)
    return items.slice(0, recentCount)
  },
})

export type DocumentList = InfiniteData<DocumentPage, string | undefined>

/** A first page as the list query holds it. */
export function toList(page: DocumentPage): DocumentList {
  return { pages: [page], pageParams: [undefined] }
}

/** The list with each document replaced by what `change` makes of it; undefined takes it out. */
export function mapList(
  list: DocumentList,
  change: (document: DocumentView) => DocumentView | undefined,
): DocumentList {
  const pages = list.pages.map((page) => ({
    ...page,
    items: page.items.flatMap((document) => change(document) ?? []),
  }))
  return { ...list, pages }
}
