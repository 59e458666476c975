import type { Notice, Role } from '@duplex/protocol'
import type { FetchTicket, TransportName, UpdateTraces, Wires } from '@duplex/protocol/client'
import { useEffect, useState } from 'react'
import { type DocumentStatus, wouldLoseText } from '../client/document-status.ts'
import { type OpenDocument, openDocument } from '../client/open-document.ts'
import { useSelected, useStore } from './use-store.ts'

export type UseOpenDocumentOptions = {
  documentId: string
  userId: string
  role: Role
  /** Keep it the same function between renders: a new one opens the document again. */
  fetchTicket: FetchTicket
  /** How the page is to be connected, where it is not to choose. */
  pinned: TransportName | undefined
  /** All that the connection needs of the network; the page's own by default. Keep it the same, as `fetchTicket`. */
  wires?: Wires
  /** Nothing is traced by default. Keep it the same, as `fetchTicket`. */
  traces?: UpdateTraces
}

/** Opens the document while the component is mounted, and guards text that only this page holds. */
export function useOpenDocument({
  documentId,
  userId,
  role,
  fetchTicket,
  pinned,
  wires,
  traces,
}: UseOpenDocumentOptions): OpenDocument | undefined {
  const [opened, setOpened] = useState<OpenDocument>()
  useEffect(() => {
    const document = openDocument({ documentId, userId, role, fetchTicket, pinned, transport: { ...wires, traces } })
    setOpened(document)
    const stopGuarding = guardLeaving(document)
    return () => {
      stopGuarding()
      setOpened(undefined)
      void document.close()
    }
  }, [documentId, userId, role, fetchTicket, pinned, wires, traces])
  return opened
}

/** The browser asks before the page closes, only while that would lose text. */
function guardLeaving(document: OpenDocument): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (wouldLoseText(document.status.getSnapshot())) event.preventDefault()
  }
  window.addEventListener('beforeunload', ask)
  return () => window.removeEventListener('beforeunload', ask)
}

/** Everything that is known about where the text is. Changes several times with every key: prefer the next hook. */
export function useDocumentStatus(document: OpenDocument | undefined): DocumentStatus | undefined {
  return useStore(document?.status)
}

/** What `select` makes of the status; renders only when that changes (compared by identity). */
export function useSelectedStatus<Selected>(
  document: OpenDocument | undefined,
  select: (status: DocumentStatus) => Selected,
): Selected | undefined {
  return useSelected(document?.status, select)
}

/** News about the document that is not content: its title, its size, the server's storage. */
export function useNotice(document: OpenDocument | undefined, onNotice: (notice: Notice) => void): void {
  useEffect(() => document?.onNotice(onNotice), [document, onNotice])
}
