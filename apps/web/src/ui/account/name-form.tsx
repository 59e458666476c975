'use client'

import { Button, TextInput } from '@mantine/core'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { changeName } from '../api/account.ts'
import { useFieldWords } from '../entry/field-words.ts'
import { FormRefusal } from '../entry/form-refusal.tsx'
import { StackedForm } from '../entry/stacked-form.tsx'
import { useEntryForm } from '../entry/use-entry-form.ts'
import { maxNameLength } from '../entry/validation.ts'
import { useNotify } from '../panels/notify.tsx'

export function NameForm({ name, email }: { name: string; email: string }) {
  const t = useTranslations('account')
  const fields = useTranslations('fields')
  const words = useFieldWords()
  const notify = useNotify()
  const router = useRouter()
  const { form, submit, refusal, busy, reset } = useEntryForm({
    initialValues: { name },
    validate: (values) => ({ name: words.name(values.name) }),
    fieldMessages: { name: words.messages.name },
    send: (values) => changeName(values.name.trim()),
    onDone: () => {
      notify.done(t('nameChanged'))
      reset()
      router.refresh()
    },
  })
  return (
    <StackedForm onSubmit={submit}>
      <TextInput
        label={fields('name')}
        autoComplete="name"
        maxLength={maxNameLength}
        required
        {...form.getInputProps('name')}
        key={form.key('name')}
      />
      <TextInput label={fields('email')} value={email} readOnly variant="unstyled" />
      <FormRefusal text={refusal} />
      <div>
        <Button type="submit" variant="default" loading={busy}>
          {t('changeName')}
        </Button>
      </div>
    </StackedForm>
  )
}
