import { contentRoot, messageType, schemaVersion } from '@duplex/protocol'
import {
  carryByWebSocket,
  createDocumentConnection,
  type DocumentConnection,
  type FetchTicket,
  type OpenCarrier,
  type TransportName,
} from '@duplex/protocol/client'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

export type OwnClientParts = {
  /** The public address. */
  readonly url: string
  /** Of somebody who is signed in. */
  readonly cookie: string
  readonly documentId: string
  /** By default the client chooses. */
  readonly transport?: TransportName
  /** With the status of each answer to who asked for a ticket. */
  readonly onTicket?: (status: number) => void
}

/** The client that pages have, without a page. */
export class OwnClient {
  readonly doc = new Y.Doc()
  readonly connection: DocumentConnection
  /** All that was typed here, in this order. */
  readonly words: string[] = []
  /** Who said hello last, on a WebSocket. */
  node: string | undefined
  readonly #paragraph = new Y.XmlText()

  constructor(parts: OwnClientParts) {
    const { documentId, transport } = parts
    this.connection = createDocumentConnection({
      doc: this.doc,
      documentId,
      fetchTicket: fetchTickets(parts),
      openSocket: this.#hearHellos(carryByWebSocket(WebSocket)),
      takeHeldSlot: async () => true,
      transport,
    })
  }

  /** Connected, and has all that the server has. */
  get isLive(): boolean {
    const status = this.connection.status.getSnapshot()
    return status.kind === 'live' && status.synced
  }

  /** What the server has called stored. */
  get storedWords(): string[] {
    const { unstored } = this.connection.status.getSnapshot().outbox
    return this.words.slice(0, this.words.length - unstored)
  }

  /** All words of the document, whoever typed them. */
  get allWords(): string[] {
    const text = this.doc.getXmlFragment(contentRoot).toString()
    return text
      .replaceAll(/<[^>]*>/g, ' ')
      .split(' ')
      .filter(Boolean)
  }

  /** One edit. The word is in a paragraph of this client's own. */
  type(word: string): void {
    this.doc.transact(() => {
      if (this.words.length === 0) this.#begin()
      this.#paragraph.insert(this.#paragraph.length, `${word} `)
    })
    this.words.push(word)
  }

  /** Waits until something is true of this client. */
  async until(what: string, holds: () => boolean, withinMs = 30_000): Promise<void> {
    const end = Date.now() + withinMs
    while (!holds()) {
      if (Date.now() > end) throw new Error(`after ${withinMs} ms it is not true that the client ${what}`)
      await new Promise((resume) => setTimeout(resume, 20))
    }
  }

  leave(): void {
    this.connection.destroy()
    this.doc.destroy()
  }

  #begin(): void {
    const element = new Y.XmlElement('paragraph')
    element.insert(0, [this.#paragraph])
    this.doc.getXmlFragment(contentRoot).push([element])
  }

  #hearHellos(open: OpenCarrier): OpenCarrier {
    return (url, protocols, events) =>
      open(url, protocols, {
        ...events,
        onMessage: (message) => {
          this.node = readNode(message) ?? this.node
          events.onMessage(message)
        },
      })
  }
}

/** Hello: its type, then the node as a varString. The number of an id's bytes is one byte. */
function readNode(message: Uint8Array): string | undefined {
  const [type, bytes = 0] = message
  return type === messageType.hello ? new TextDecoder().decode(message.subarray(2, 2 + bytes)) : undefined
}

function fetchTickets({ url, cookie, documentId, onTicket }: OwnClientParts): FetchTicket {
  return async ({ signal }) => {
    const answer = await fetch(`${url}/api/v1/documents/${documentId}/ticket`, {
      method: 'POST',
      headers: { cookie, origin: new URL(url).origin, 'content-type': 'application/json' },
      body: JSON.stringify({ schemaVersion }),
      signal,
    })
    onTicket?.(answer.status)
    if (!answer.ok) throw new Error(`no ticket: ${answer.status}`)
    const ticket = (await answer.json()) as { url: string; protocols: string[] }
    return { kind: 'ticket', url: `${ticket.url}/${documentId}`, protocols: ticket.protocols }
  }
}
