'use client'

import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { Registration } from '../api/account.ts'
import { useFieldWords } from './field-words.ts'
import { FormRefusal } from './form-refusal.tsx'
import { StackedForm } from './stacked-form.tsx'
import { useEntryForm } from './use-entry-form.ts'
import { maxEmailLength, maxNameLength, passwordLength } from './validation.ts'

type RegistrationFormProps = {
  submitLabel: string
  send: (registration: Registration) => Promise<unknown>
  onDone: () => void
}

/** Name, address, password: for the first person of an installation and for everybody after. */
export function RegistrationForm({ submitLabel, send, onDone }: RegistrationFormProps) {
  const t = useTranslations('fields')
  const words = useFieldWords()
  const { form, submit, refusal, busy } = useEntryForm<Registration>({
    initialValues: { name: '', email: '', password: '' },
    validate: (values) => ({
      name: words.name(values.name),
      email: words.email(values.email),
      password: words.newPassword(values.password),
    }),
    fieldMessages: { ...words.messages, password: words.messages.newPassword },
    send: (values) => send({ ...values, name: values.name.trim(), email: values.email.trim() }),
    onDone,
  })
  return (
    <StackedForm onSubmit={submit}>
      <TextInput
        label={t('name')}
        description={t('nameHint')}
        autoComplete="name"
        maxLength={maxNameLength}
        required
        {...form.getInputProps('name')}
        key={form.key('name')}
      />
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
        description={t('passwordHint', { min: passwordLength.min })}
        autoComplete="new-password"
        maxLength={passwordLength.max}
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        required
        {...form.getInputProps('password')}
        key={form.key('password')}
      />
      <FormRefusal text={refusal} />
      <Button type="submit" loading={busy} fullWidth>
        {submitLabel}
      </Button>
    </StackedForm>
  )
}
