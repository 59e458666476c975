'use client'

import { Button, PasswordInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { changePassword } from '../api/account.ts'
import { useFieldWords } from '../entry/field-words.ts'
import { FormRefusal } from '../entry/form-refusal.tsx'
import { StackedForm } from '../entry/stacked-form.tsx'
import { useEntryForm } from '../entry/use-entry-form.ts'
import { passwordLength } from '../entry/validation.ts'
import { useNotify } from '../panels/notify.tsx'
import { sessionsKey } from './session-list.tsx'

export function PasswordForm({ email }: { email: string }) {
  const t = useTranslations('account')
  const fields = useTranslations('fields')
  const words = useFieldWords()
  const notify = useNotify()
  const queryClient = useQueryClient()
  const { form, submit, refusal, busy, reset } = useEntryForm({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: (values) => ({
      currentPassword: words.given(values.currentPassword),
      newPassword: words.newPassword(values.newPassword),
    }),
    fieldMessages: {
      currentPassword: { 'wrong-credentials': fields('passwordWrong') },
      newPassword: words.messages.newPassword,
    },
    send: changePassword,
    onDone: () => {
      notify.done(t('passwordChanged'))
      form.reset()
      reset()
      void queryClient.invalidateQueries({ queryKey: sessionsKey })
    },
  })
  const toggle = { 'aria-label': fields('showPassword') }
  return (
    <StackedForm onSubmit={submit}>
      {/* Password managers need to know whose password this is. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput
        label={t('currentPassword')}
        autoComplete="current-password"
        maxLength={passwordLength.max}
        visibilityToggleButtonProps={toggle}
        required
        {...form.getInputProps('currentPassword')}
        key={form.key('currentPassword')}
      />
      <PasswordInput
        label={t('newPassword')}
        description={fields('passwordHint', { min: passwordLength.min })}
        autoComplete="new-password"
        maxLength={passwordLength.max}
        visibilityToggleButtonProps={toggle}
        required
        {...form.getInputProps('newPassword')}
        key={form.key('newPassword')}
      />
      <FormRefusal text={refusal} />
      <div>
        <Button type="submit" variant="default" loading={busy}>
          {t('changePassword')}
        </Button>
      </div>
    </StackedForm>
  )
}
