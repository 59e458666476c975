'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { isEmailShaped, passwordLength } from './validation.ts'

/** What is said about a field, and the checks that need no server; each answers null where the value is good. */
export function useFieldWords() {
  const t = useTranslations('fields')
  return useMemo(() => {
    const passwordTooShort = t('passwordTooShort', { min: passwordLength.min })
    return {
      name: (value: string) => (value.trim() === '' ? t('nameMissing') : null),
      email: (value: string) => (isEmailShaped(value) ? null : t('emailInvalid')),
      given: (value: string) => (value === '' ? t('passwordMissing') : null),
      newPassword: (value: string) => ([...value].length < passwordLength.min ? passwordTooShort : null),
      messages: {
        name: { 'invalid-request': t('nameMissing') },
        email: { 'invalid-request': t('emailInvalid'), 'email-taken': t('emailTaken') },
        newPassword: { 'invalid-request': passwordTooShort, 'password-refused': t('passwordTooCommon') },
      },
    }
  }, [t])
}
