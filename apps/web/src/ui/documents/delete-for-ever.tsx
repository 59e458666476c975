'use client'

import { Button, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import classes from './delete-for-ever.module.css'
import { isSameTitle } from './is-same-title.ts'

type DeleteForEverProps = { title: string; busy: boolean; onConfirm: () => void; onCancel: () => void }

/** The one thing that cannot be undone, so the title has to be typed. */
export function DeleteForEver({ title, busy, onConfirm, onCancel }: DeleteForEverProps) {
  const t = useTranslations('trash')
  const [typed, setTyped] = useState('')
  const confirmed = isSameTitle(typed, title)
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (confirmed) onConfirm()
      }}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      <TextInput
        autoFocus
        autoComplete="off"
        className={classes.field}
        label={t('typeTitle', { title })}
        description={t('deleteWarning')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" color="danger" disabled={!confirmed} loading={busy}>
        {t('deleteForEver')}
      </Button>
      <Button variant="subtle" onClick={onCancel}>
        {t('keep')}
      </Button>
    </form>
  )
}
