'use client'

import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { type Credentials, signIn } from '../api/account.ts'
import { useFieldWords } from './field-words.ts'
import { FormRefusal } from './form-refusal.tsx'
import { StackedForm } from './stacked-form.tsx'
import { useEntryForm } from './use-entry-form.ts'
import { maxEmailLength, passwordLength } from './validation.ts'

export function SignInForm({ next }: { next: string }) {
  const t = useTranslations('fields')
  const words = useFieldWords()
  const { form, submit, refusal, busy } = useEntryForm<Credentials>({
    initialValues: { email: '', password: '' },
    validate: (values) => ({ email: words.email(values.email), password: words.given(values.password) }),
    fieldMessages: { email: { 'invalid-request': words.messages.email['invalid-request'] } },
    send: (values) => signIn({ ...values, email: values.email.trim() }),
    onDone: () => window.location.assign(next),
  })
  return (
    <StackedForm onSubmit={submit}>
      <TextInput
        label={t('email')}
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        maxLength={maxEmailLength}
        required
        {...form.getInputProps('email')}
        key={form.key('email')}
      />
      <PasswordInput
        label={t('password')}
        autoComplete="current-password"
        maxLength={passwordLength.max}
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        required
        {...form.getInputProps('password')}
        key={form.key('password')}
      />
      <FormRefusal text={refusal} />
      <Button type="submit" loading={busy} fullWidth>
        {t('signIn')}
      </Button>
    </StackedForm>
  )
}
