'use client'

import { useTranslations } from 'next-intl'
import type { SessionView } from '../api/views.ts'
import { LanguageSelect } from '../preferences/language-select.tsx'
import { SchemeSwitch } from '../preferences/scheme-switch.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { NameForm } from './name-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { Section } from './section.tsx'
import { SessionList } from './session-list.tsx'
import { SignOut } from './sign-out.tsx'

type AccountPageProps = {
  person: { id: string; name: string; email: string }
  sessions: SessionView[]
}

export function AccountPage({ person, sessions }: AccountPageProps) {
  const t = useTranslations('account')
  return (
    <>
      <PageHead title={t('heading')} />
      <Section title={t('you')} hint={t('youHint')}>
        <NameForm name={person.name} email={person.email} />
      </Section>
      <Section title={t('password')} hint={t('passwordHint')}>
        <PasswordForm email={person.email} />
      </Section>
      <Section title={t('sessions')} hint={t('sessionsHint')}>
        <SessionList initial={sessions} />
      </Section>
      <Section title={t('device')} hint={t('deviceHint')}>
        <LanguageSelect label={t('language')} />
        <SchemeSwitch />
      </Section>
      <Section title={t('signOut')} hint={t('signOutHint')}>
        <SignOut userId={person.id} />
      </Section>
    </>
  )
}
