'use client'

import Link, { useLinkStatus } from 'next/link'
import type { DocumentView } from '../api/views.ts'
import classes from './document-link.module.css'
import { useTitleOf } from './title.ts'

export function DocumentLink({ document }: { document: DocumentView }) {
  const titleOf = useTitleOf()
  return (
    <Link
      href={`/documents/${document.id}`}
      className={classes.link}
      data-untitled={document.title.trim() === '' || undefined}
    >
      {titleOf(document)}
      <Opening />
    </Link>
  )
}

/** A line under the title while the document is on its way. */
function Opening() {
  const { pending } = useLinkStatus()
  return <span className={classes.opening} data-pending={pending || undefined} aria-hidden="true" />
}
