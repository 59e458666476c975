'use client'

import { TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import classes from './rename-field.module.css'
import { maxTitleLength } from './title.ts'

type RenameFieldProps = { title: string; onSubmit: (title: string) => void; onClose: () => void }

/** Enter or leaving the field keeps the title, Escape drops the change. */
export function RenameField({ title, onSubmit, onClose }: RenameFieldProps) {
  const t = useTranslations('list')
  const dropped = useRef(false)
  const finish = (value: string) => {
    const next = value.trim()
    if (!dropped.current && next !== '' && next !== title) onSubmit(next)
    onClose()
  }
  return (
    <TextInput
      autoFocus
      aria-label={t('titleField')}
      classNames={{ input: classes.input }}
      defaultValue={title}
      maxLength={maxTitleLength}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Escape') dropped.current = true
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}
