'use client'

import { Button } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import type { DocumentView } from '../api/views.ts'
import { When } from '../panels/when.tsx'
import { DeleteForEver } from './delete-for-ever.tsx'
import { useDeleteDocument, useRestoreDocument } from './mutations.ts'
import { useTitleOf } from './title.ts'
import classes from './trash-row.module.css'

export function TrashRow({ document }: { document: DocumentView }) {
  const t = useTranslations('trash')
  const titleOf = useTitleOf()
  const [confirming, setConfirming] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const restore = useRestoreDocument()
  const deletion = useDeleteDocument()
  const title = titleOf(document)
  const close = () => {
    setConfirming(false)
    opener.current?.focus()
  }
  return (
    <div className={classes.row}>
      <div className={classes.text}>
        <p className={classes.title}>{title}</p>
        <p className={classes.when}>
          {document.trashedAt !== null &&
            t.rich('moved', { when: () => <When at={document.trashedAt ?? ''} label={t('movedAt')} /> })}
        </p>
      </div>
      <div className={classes.actions}>
        {document.permissions.restore && (
          <Button
            variant="default"
            loading={restore.isPending}
            aria-label={t('restoreTitle', { title })}
            onClick={() => restore.mutate(document)}
          >
            {t('restore')}
          </Button>
        )}
        {document.permissions.deletePermanently && (
          <Button
            ref={opener}
            variant="subtle"
            color="danger"
            aria-label={t('deleteTitle', { title })}
            aria-expanded={confirming}
            onClick={() => setConfirming((open) => !open)}
          >
            {t('delete')}
          </Button>
        )}
      </div>
      {confirming && (
        <DeleteForEver
          title={title}
          busy={deletion.isPending}
          onConfirm={() => deletion.mutate(document)}
          onCancel={close}
        />
      )}
    </div>
  )
}
