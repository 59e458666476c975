import { type DocumentConnectionOptions, type TransportName, transportNames } from '@duplex/protocol/client'
import type * as Y from 'yjs'
import { openPage, type Page, saysStored } from './page.ts'
import type { Participant, Way } from './participant.ts'

const switchMs = 500

/** With our client, which chooses how it is connected. */
export function createOurs(way: Way, doc: Y.Doc): Participant {
  return createOursOver(undefined)(way, doc)
}

/** With our client, pinned to one way. */
export function createOursOver(transport: TransportName | undefined) {
  return (way: Way, doc: Y.Doc): Participant => join(way, doc, { transport })
}

/** With our client, which is told to go another way several times a second. */
export function createSwitching(way: Way, doc: Y.Doc): Participant {
  let turn = 0
  return join(way, doc, { transport: 'websocket' }, (page) => {
    const timer = setInterval(() => {
      page.connection.pinTransport(transportNames[++turn % transportNames.length])
    }, switchMs)
    return () => clearInterval(timer)
  })
}

function join(
  { wsUrl, documentId, ticket }: Way,
  doc: Y.Doc,
  options: Partial<DocumentConnectionOptions>,
  /** Answers with the function that ends what it began. */
  onOpen: (page: Page) => () => void = () => () => undefined,
): Participant {
  const endings: string[] = []
  let page: Page | undefined
  let last: unknown
  let onLeave: () => void = () => undefined
  const record = () => {
    const status = page?.status()
    if (status === undefined || status.kind === last) return
    last = status.kind
    if (status.kind === 'diverged') endings.push('diverged')
    // Who is cut off while being let in has spent the ticket for the way back, and asks web (W8).
    const isSpent = status.kind === 'waiting' && status.cause === 'signedOut'
    if ((status.kind === 'waiting' && !isSpent) || status.kind === 'stopped') endings.push(status.cause)
  }
  return {
    doc,
    endings,
    come() {
      if (page === undefined) {
        page = openPage(wsUrl, documentId, doc, ticket, options)
        page.connection.status.subscribe(record)
        onLeave = onOpen(page)
      } else if (page.status().kind === 'waiting') page.connection.reconnectNow()
    },
    leave() {
      onLeave()
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
