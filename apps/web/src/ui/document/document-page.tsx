'use client'

import '@duplex/editor/document.css'
import '@duplex/editor/editor.css'
import { DocumentEditor, useOpenDocument, useSelectedStatus } from '@duplex/editor/react'
import { useToggle } from '@mantine/hooks'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import type { DocumentView } from '../api/views.ts'
import { useKeepOffline } from '../offline/use-keep-offline.ts'
import { traceUpdates } from '../traces/page-traces.ts'
import { WireSlot } from '../wire/wire-slot.tsx'
import { DocumentBar } from './document-bar.tsx'
import classes from './document-page.module.css'
import { createDocumentWires } from './document-wires.ts'
import { StoppedPanel } from './stopped-panel.tsx'
import { createTicketFetcher } from './ticket-fetcher.ts'
import { useDocumentRow, useTabTitle } from './use-document-row.ts'
import { usePinnedTransport } from './use-pinned-transport.ts'
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
  const [wires] = useState(createDocumentWires)
  const fetchTicket = useMemo(() => createTicketFetcher(initial.id, wires), [initial.id, wires])
  const traces = useMemo(() => traceUpdates(initial.id), [initial.id])
  const pinned = usePinnedTransport()
  const { id: documentId, role } = initial
  const open = useOpenDocument({ documentId, userId: person.id, role, fetchTicket, pinned, wires, traces })
  // Selected, because the status itself changes with every key press.
  const liveRole = useSelectedStatus(open, (status) => status.role)
  const { document, rename } = useDocumentRow(initial, open)
  const [isInspecting, toggleInspecting] = useToggle()
  useTabTitle(document.title)
  useWriting()
  useKeepOffline({ userId: person.id, id: document.id, title: document.title })
  useUnsentMark(open)
  return (
    <div className={classes.layout} data-inspecting={isInspecting || undefined}>
      <DocumentBar
        document={document}
        open={open}
        wires={wires}
        person={person}
        onRename={rename}
        onInspect={() => toggleInspecting()}
      />
      <main id="content" className={classes.page}>
        {open !== undefined && <StoppedPanel open={open} />}
        <noscript>
          <p className={classes.noScript}>{t('noScript')}</p>
        </noscript>
        <DocumentEditor document={open} initialHtml={html} role={liveRole ?? document.role} label={document.title} />
      </main>
      <WireSlot open={open} isOpen={isInspecting} onToggle={() => toggleInspecting()} />
    </div>
  )
}
