'use client'

import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { type Registration, setUp } from '../api/account.ts'
import { RegistrationForm } from './registration-form.tsx'

/** Creates the first person, then shows them the welcome document. */
export function SetUpForm() {
  const t = useTranslations('entry')
  const destination = useRef('/')
  const send = async (registration: Registration) => {
    const { document } = await setUp(registration)
    destination.current = `/documents/${document.id}`
  }
  return (
    <RegistrationForm
      submitLabel={t('setUpAction')}
      send={send}
      onDone={() => window.location.assign(destination.current)}
    />
  )
}
