'use client'

import { useTranslations } from 'next-intl'
import { signUp } from '../api/account.ts'
import { RegistrationForm } from './registration-form.tsx'

export function SignUpForm({ next }: { next: string }) {
  const t = useTranslations('entry')
  return <RegistrationForm submitLabel={t('signUpAction')} send={signUp} onDone={() => window.location.assign(next)} />
}
