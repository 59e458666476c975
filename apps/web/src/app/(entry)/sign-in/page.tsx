import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { getActor, isSetUp, isSignUpOpen } from '@/server/index.ts'
import { EntryHeading } from '@/ui/entry/entry-heading.tsx'
import { EntryNote } from '@/ui/entry/entry-note.tsx'
import { toSafeNext } from '@/ui/entry/safe-next.ts'
import { SignInForm } from '@/ui/entry/sign-in-form.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('entry')
  return { title: t('signIn') }
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  const destination = toSafeNext(typeof next === 'string' ? next : undefined)
  if (!(await isSetUp())) redirect('/set-up')
  if (await getActor(await headers())) redirect(destination)
  const t = await getTranslations('entry')
  return (
    <>
      <EntryHeading title={t('signIn')}>{t('signInLead')}</EntryHeading>
      <SignInForm next={destination} />
      {isSignUpOpen() && (
        <EntryNote>
          {t('noAccount')}{' '}
          <Link href={destination === '/' ? '/sign-up' : `/sign-up?next=${encodeURIComponent(destination)}`}>
            {t('signUp')}
          </Link>
        </EntryNote>
      )}
    </>
  )
}
