import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { getActor, isSetUp, isSignUpOpen } from '@/server/index.ts'
import { EntryHeading } from '@/ui/entry/entry-heading.tsx'
import { EntryNote } from '@/ui/entry/entry-note.tsx'
import { toSafeNext } from '@/ui/entry/safe-next.ts'
import { SignUpForm } from '@/ui/entry/sign-up-form.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('entry')
  return { title: t('signUp') }
}

export default async function SignUpPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  const destination = toSafeNext(typeof next === 'string' ? next : undefined)
  if (!(await isSetUp())) redirect('/set-up')
  if (await getActor(await headers())) redirect(destination)
  const t = await getTranslations('entry')
  const open = isSignUpOpen()
  return (
    <>
      <EntryHeading title={t('signUp')}>{open ? t('signUpLead') : t('signUpClosed')}</EntryHeading>
      {open && <SignUpForm next={destination} />}
      <EntryNote>
        {t('haveAccount')}{' '}
        <Link href={destination === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(destination)}`}>
          {t('signIn')}
        </Link>
      </EntryNote>
    </>
  )
}
