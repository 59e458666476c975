'use client'

import '@duplex/editor/document.css'
import '@duplex/editor/editor.css'
import { DocumentEditor, useDocumentStatus, useOpenDocument } from '@duplex/editor/react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { DocumentView } from '../api/views.ts'
import { useKeepOffline } from '../offline/use-keep-offline.ts'
import { DocumentBar } from './document-bar.tsx'
import classes from './document-page.module.css'
import { StoppedPanel } from './stopped-panel.tsx'
import { createTicketFetcher } from './ticket-fetcher.ts'
import { useDocumentRow, useTabTitle } from './use-document-row.ts'
import { useUnsentMark } from './use-unsent-mark.ts'
import { useWriting } from './use-writing.ts'

export type DocumentPageProps = {
  document: DocumentView
  /** The text as the server knew it; what is read until the live document is here. */
  html: string
  person: { id: string; name: string }
}

export function DocumentPage({ document: initial, html, person }: DocumentPageProps) {
  const t = useTranslations('document')
  const fetchTicket = useMemo(() => createTicketFetcher(initial.id), [initial.id])
  const open = useOpenDocument({ documentId: initial.id, userId: person.id, role: initial.role, fetchTicket })
  const status = useDocumentStatus(open)
  const { document, rename } = useDocumentRow(initial, open)
  const role = status?.role ?? document.role
  useTabTitle(document.title)
  useWriting()
  useKeepOffline({ userId: person.id, id: document.id, title: document.title })
  useUnsentMark({ userId: person.id, documentId: document.id, status })
  return (
    <>
      <DocumentBar document={document} open={open} person={person} onRename={rename} />
      <main id="content" className={classes.page}>
        {open !== undefined && status !== undefined && <StoppedPanel open={open} status={status} />}
        <noscript>
          <p className={classes.noScript}>{t('noScript')}</p>
        </noscript>
        <DocumentEditor document={open} initialHtml={html} role={role} label={document.title} />
      </main>
    </>
  )
}
