'use client'

import { useTranslations } from 'next-intl'
import type { DocumentView } from '../api/views.ts'
import { Avatar } from './avatar.tsx'
import classes from './owner.module.css'

/** Whose document it is. */
export function Owner({ document: { owner, role } }: { document: Pick<DocumentView, 'owner' | 'role'> }) {
  const t = useTranslations('people')
  const name = role === 'owner' ? t('you') : owner.name
  return (
    <span className={classes.owner} title={t('ownedBy', { name: owner.name })}>
      <Avatar person={owner} size={24} />
      <span className={classes.name}>{name}</span>
    </span>
  )
}
