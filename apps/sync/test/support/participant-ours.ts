import type * as Y from 'yjs'
import { openPage, type Page, saysStored } from './page.ts'
import type { Participant, Way } from './participant.ts'

/** With our client. */
export function createOurs({ wsUrl, documentId, ticket }: Way, doc: Y.Doc): Participant {
  const endings: string[] = []
  let page: Page | undefined
  let last: unknown
  const record = () => {
    const status = page?.status()
    if (status === undefined || status.kind === last) return
    last = status.kind
    if (status.kind === 'diverged') endings.push('diverged')
    if (status.kind === 'waiting' || status.kind === 'stopped') endings.push(status.cause)
  }
  return {
    doc,
    endings,
    come() {
      if (page === undefined) {
        page = openPage(wsUrl, documentId, doc, ticket)
        page.connection.status.subscribe(record)
      } else if (page.status().kind === 'waiting') page.connection.reconnectNow()
    },
    leave() {
      const left = page
      page = undefined
      left?.connection.destroy()
    },
    get standing() {
      return page?.status()
    },
    get knowsAllStored() {
      return page !== undefined && saysStored(page)
    },
  }
}
