import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getLocale } from 'next-intl/server'
import { ClusterPage } from '@/ui/cluster/cluster-page.tsx'
import { clusterMessagesOf } from '@/ui/cluster/cluster-words.ts'
import { requireActor } from '../../current-actor.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: clusterMessagesOf(await getLocale()).cluster.heading }
}

/** For administrators; for everybody else there is no such page. */
export default async function Cluster() {
  const { isAdmin } = await requireActor('/cluster')
  if (!isAdmin) notFound()
  return <ClusterPage words={clusterMessagesOf(await getLocale())} />
}
