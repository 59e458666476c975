import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { eventPositionOf, listDocuments } from '@/server/index.ts'
import { documentPageSize } from '@/ui/api/documents.ts'
import { DocumentsPage } from '@/ui/documents/documents-page.tsx'
import { listKey, toList } from '@/ui/documents/queries.ts'
import { ListsAsOf } from '@/ui/news/news-provider.tsx'
import { requireActor } from '../current-actor.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('list')
  return { title: t('heading') }
}

export default async function Documents({ searchParams }: { searchParams: Promise<{ q?: string | string[] }> }) {
  const { q } = await searchParams
  const filter = { search: typeof q === 'string' ? q.trim() : '', trashed: false }
  const actor = await requireActor('/')
  const queryClient = new QueryClient()
  const position = await eventPositionOf(actor)
  const firstPage = await listDocuments(actor, { ...filter, limit: documentPageSize })
  queryClient.setQueryData(listKey(filter), toList(firstPage))
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ListsAsOf position={position} />
      <DocumentsPage />
    </HydrationBoundary>
  )
}
