import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { GuidePage } from '@/ui/guide/guide-page.tsx'
import { guideTextOf } from '@/ui/guide/guide-text.ts'
import { readGuide } from '@/ui/guide/guide-tree.ts'
import { requireActor } from '../../current-actor.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('guide')
  return { title: t('heading') }
}

/** For signed-in people like all that has the frame. Nothing in it is secret: it lies in the repository as well. */
export default async function GuideRoute() {
  await requireActor('/guide')
  return <GuidePage guide={readGuide(guideTextOf(await getLocale()))} />
}
