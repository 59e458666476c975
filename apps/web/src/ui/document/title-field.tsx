'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { maxTitleLength } from '../documents/title.ts'
import classes from './title-field.module.css'

/**
 * The title, edited where it stands. Enter or leaving keeps it, Escape drops the change. While somebody types here, a
 * rename from elsewhere waits until they leave.
 */
export function TitleField({ title, onRename }: { title: string; onRename: (title: string) => void }) {
  const t = useTranslations('document')
  const [draft, setDraft] = useState<string>()
  const shown = draft ?? title
  const finish = (value: string | undefined) => {
    const next = value?.trim() ?? ''
    setDraft(undefined)
    if (next !== '' && next !== title) onRename(next)
  }
  return (
    <span className={classes.field} data-value={shown}>
      <input
        className={classes.input}
        aria-label={t('title')}
        size={1}
        spellCheck={false}
        autoComplete="off"
        maxLength={maxTitleLength}
        value={shown}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => finish(draft)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') setDraft(undefined)
          if (event.key === 'Enter') event.currentTarget.blur()
        }}
      />
    </span>
  )
}
