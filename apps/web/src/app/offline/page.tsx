import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { OfflinePage } from '@/ui/offline/offline-page.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('offline')
  return { title: t('heading') }
}

/** Asks for nobody: the service worker keeps it for whoever uses this browser. */
export default function Offline() {
  return <OfflinePage />
}
