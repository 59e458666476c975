import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DoctorPage } from '@/ui/doctor/doctor-page.tsx'
import { readPatience } from '@/ui/doctor/patience.ts'
import { requireActor } from '../../current-actor.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('doctor')
  return { title: t('heading') }
}

type Query = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Doctor({ searchParams }: Query) {
  await requireActor('/doctor')
  const { idle, held } = await searchParams
  return <DoctorPage patience={readPatience(idle, held)} />
}
