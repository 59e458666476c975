import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { eventPositionOf, listDocuments } from '@/server/index.ts'
import { documentPageSize } from '@/ui/api/documents.ts'
import { listKey, toList } from '@/ui/documents/queries.ts'
import { TrashPage } from '@/ui/documents/trash-page.tsx'
import { ListsAsOf } from '@/ui/news/news-provider.tsx'
import { requireActor } from '../../current-actor.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('trash')
  return { title: t('heading') }
}

export default async function Trash() {
  const filter = { search: '', trashed: true }
  const actor = await requireActor('/trash')
  const queryClient = new QueryClient()
  const position = await eventPositionOf(actor)
  queryClient.setQueryData(listKey(filter), toList(await listDocuments(actor, { ...filter, limit: documentPageSize })))
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ListsAsOf position={position} />
      <TrashPage />
    </HydrationBoundary>
  )
}
