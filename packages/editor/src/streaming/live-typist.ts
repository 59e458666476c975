import { mayWrite } from '@duplex/protocol'
import {
  type ConnectionStatus,
  createDocumentConnection,
  type DocumentConnection,
  type DocumentConnectionOptions,
  type EndCause,
} from '@duplex/protocol/client'
import { Doc } from 'yjs'
import { forkOrigin } from './fork.ts'
import { Progress } from './progress.ts'
import { createTypist, type TypedCaret, type TypedFormat, type Typist } from './typist.ts'

export type LiveTypistOptions = Pick<DocumentConnectionOptions, 'documentId' | 'fetchTicket' | 'openSocket'> & {
  format: TypedFormat
  /** More is stored than before, or all of it. */
  onStored(): void
  /** Nothing more will be stored. Said once. */
  onEnded(cause: EndCause): void
}

/** Somebody who writes into a document what comes from elsewhere. */
export type LiveTypist = {
  /** Writes on, as soon as the document is there. `bytes`: how many of the source are written then, `text` included. */
  type(text: string, bytes: number): void
  /** How many bytes of the source are stored: written, committed, and acknowledged. */
  readonly storedBytes: number
  readonly typedBytes: number
  /** Why it is not connected at the moment; undefined where it is, or tries for the first time. */
  readonly trouble: EndCause | undefined
  /** Leaves. What is not stored is lost. */
  close(): void
}

/** Connects to a document, as any page does, in a replica of its own. */
export function openLiveTypist(options: LiveTypistOptions): LiveTypist {
  return new ConnectedTypist(options)
}

class ConnectedTypist implements LiveTypist {
  readonly #options: LiveTypistOptions
  readonly #doc = new Doc()
  readonly #connection: DocumentConnection
  readonly #progress = new Progress()
  #typist: Typist | undefined
  /** What came before the document did. */
  #waiting: { text: string; bytes: number }[] = []
  #caret: TypedCaret | undefined
  #isEnded = false
  typedBytes = 0
  trouble: EndCause | undefined

  constructor(options: LiveTypistOptions) {
    this.#options = options
    this.#doc.on('update', (_update, origin) => {
      if (origin === forkOrigin) this.#progress.recordEdit()
    })
    const { documentId, fetchTicket, openSocket } = options
    // Inside the installation nothing stands in the way of a WebSocket.
    const transport = 'websocket' as const
    this.#connection = createDocumentConnection({ doc: this.#doc, documentId, fetchTicket, openSocket, transport })
    this.#connection.status.subscribe(() => this.#look(this.#connection.status.getSnapshot()))
  }

  get storedBytes(): number {
    return this.#progress.storedBytes
  }

  type(text: string, bytes: number): void {
    this.typedBytes = bytes
    if (this.#typist === undefined) this.#waiting.push({ text, bytes })
    else this.#write(this.#typist, text, bytes)
  }

  close(): void {
    this.#isEnded = true
    this.#connection.destroy()
    this.#typist?.destroy()
    this.#doc.destroy()
  }

  #write(typist: Typist, text: string, bytes: number): void {
    typist.type(text)
    this.#progress.recordTyped(bytes)
    this.#showCaret(typist.caret)
    // A piece that changes nothing, half a line ending for one, is not acknowledged by anybody.
    this.#look(this.#connection.status.getSnapshot())
  }

  #look(status: ConnectionStatus): void {
    if (this.#isEnded) return
    const isAttached = status.kind === 'live' || status.kind === 'diverged'
    if (status.kind === 'stopped') this.#end(status.cause)
    else if (isAttached && !mayWrite(status.role)) this.#end('forbidden')
    else if (status.kind === 'waiting' && status.cause === 'damaged') this.#end('damaged')
    if (this.#isEnded) return
    if (status.kind === 'waiting') this.trouble = status.cause
    else if (isAttached) this.trouble = status.storage === 'degraded' ? 'storageAway' : undefined
    if (isAttached && status.synced && this.#typist === undefined) this.#begin()
    const { unstored } = this.#connection.status.getSnapshot().outbox
    if (this.#progress.acknowledge(unstored)) this.#options.onStored()
  }

  #begin(): void {
    const typist = createTypist(this.#doc, this.#options.format)
    this.#typist = typist
    const waiting = this.#waiting
    this.#waiting = []
    for (const { text, bytes } of waiting) this.#write(typist, text, bytes)
  }

  #end(cause: EndCause): void {
    this.#isEnded = true
    this.#options.onEnded(cause)
  }

  /** Anchored to the text, so it moves by itself until another block begins. */
  #showCaret(caret: TypedCaret | undefined): void {
    const before = JSON.stringify(this.#caret)
    if (caret === undefined || JSON.stringify(caret) === before) return
    this.#caret = caret
    this.#connection.awareness.setLocalState({ cursor: caret, stream: true })
  }
}
