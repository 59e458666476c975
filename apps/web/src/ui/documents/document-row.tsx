'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { DocumentView } from '../api/views.ts'
import { When } from '../panels/when.tsx'
import { Owner } from '../people/owner.tsx'
import { DocumentLink } from './document-link.tsx'
import classes from './document-row.module.css'
import { useRenameDocument, useTrashDocument } from './mutations.ts'
import { RenameField } from './rename-field.tsx'
import { RowMenu } from './row-menu.tsx'

export function DocumentRow({ document }: { document: DocumentView }) {
  const t = useTranslations('list')
  const [renaming, setRenaming] = useState(false)
  const rename = useRenameDocument()
  const trash = useTrashDocument()
  return (
    <div className={classes.row}>
      <div className={classes.title}>
        {renaming ? (
          <RenameField
            title={document.title}
            onSubmit={(title) => rename.mutate({ document, title })}
            onClose={() => setRenaming(false)}
          />
        ) : (
          <DocumentLink document={document} />
        )}
      </div>
      <Owner document={document} />
      <span className={classes.when}>
        <When at={document.updatedAt} label={t('changed')} />
      </span>
      <RowMenu document={document} onRename={() => setRenaming(true)} onTrash={() => trash.mutate(document)} />
    </div>
  )
}
