import type * as Y from 'yjs'
import { openPage, type Page } from './page.ts'

const pauseMs = 200

/** Somebody who types words that occur once, about five a second, with our client. */
export type Typist = {
  readonly page: Page
  readonly words: readonly string[]
  /** Every kind of end that the connection met. */
  readonly causes: ReadonlySet<string>
  stopTyping(): void
}

export function startTyping(
  letter: string,
  wsUrl: string,
  documentId: string,
  doc: Y.Doc,
  ticket: () => Promise<string>,
): Typist {
  const words: string[] = []
  const causes = new Set<string>()
  const page = openPage(wsUrl, documentId, doc, ticket)
  page.connection.status.subscribe(() => {
    const status = page.status()
    if (status.kind === 'waiting' || status.kind === 'stopped') causes.add(`${status.kind} ${status.cause}`)
    if (status.kind === 'diverged') causes.add('diverged')
  })
  let timer: NodeJS.Timeout | undefined
  const type = () => {
    const all = wordsOf(doc)
    const word = `${letter}${words.length}`
    words.push(word)
    doc.getArray('default').insert(Math.floor(Math.random() * (all.length + 1)), [word])
    timer = setTimeout(type, pauseMs * (0.5 + Math.random()))
  }
  type()
  return { page, words, causes, stopTyping: () => clearTimeout(timer) }
}

export function wordsOf(doc: Y.Doc): string[] {
  return doc.getArray<string>('default').toArray()
}
