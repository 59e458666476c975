'use client'

import type { Role } from '@duplex/protocol'
import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { inviteMember } from '../api/members.ts'
import { documentsKey } from '../documents/queries.ts'
import { useFieldWords } from '../entry/field-words.ts'
import { FormRefusal } from '../entry/form-refusal.tsx'
import { useEntryForm } from '../entry/use-entry-form.ts'
import { maxEmailLength } from '../entry/validation.ts'
import { useNotify } from '../panels/notify.tsx'
import classes from './invite-form.module.css'
import { RoleSelect } from './role-select.tsx'
import { membersKey } from './use-members.ts'

export function InviteForm({ documentId }: { documentId: string }) {
  const t = useTranslations('share')
  const words = useFieldWords()
  const notify = useNotify()
  const queryClient = useQueryClient()
  const [role, setRole] = useState<Role>('editor')
  const { form, submit, refusal, busy, reset } = useEntryForm({
    initialValues: { email: '' },
    validate: (values) => ({ email: words.email(values.email) }),
    fieldMessages: {
      email: { ...words.messages.email, 'unknown-person': t('unknownPerson'), 'already-member': t('alreadyMember') },
    },
    send: async (values) => {
      const member = await inviteMember(documentId, { email: values.email.trim(), role })
      notify.done(t('invited', { name: member.name }))
    },
    onDone: () => {
      form.reset()
      reset()
      void queryClient.invalidateQueries({ queryKey: membersKey(documentId) })
      void queryClient.invalidateQueries({ queryKey: documentsKey })
    },
  })
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        data-autofocus
        className={classes.email}
        label={t('invite')}
        placeholder={t('inviteHint')}
        type="email"
        autoComplete="off"
        autoCapitalize="none"
        maxLength={maxEmailLength}
        {...form.getInputProps('email')}
        key={form.key('email')}
      />
      <RoleSelect label={t('role')} value={role} onChange={setRole} />
      <Button type="submit" loading={busy}>
        {t('inviteAction')}
      </Button>
      <FormRefusal text={refusal} />
    </form>
  )
}
