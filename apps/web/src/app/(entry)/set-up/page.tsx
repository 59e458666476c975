import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { isSetUp } from '@/server/index.ts'
import { EntryHeading } from '@/ui/entry/entry-heading.tsx'
import { SetUpForm } from '@/ui/entry/set-up-form.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('entry')
  return { title: t('setUp') }
}

export default async function SetUpPage() {
  if (await isSetUp()) redirect('/sign-in')
  const t = await getTranslations('entry')
  return (
    <>
      <EntryHeading title={t('setUp')}>{t('setUpLead')}</EntryHeading>
      <SetUpForm />
    </>
  )
}
