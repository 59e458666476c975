import { contentRoot } from '@duplex/protocol'
import { type Doc, XmlElement, XmlText } from 'yjs'

const sentence = 'The quick brown fox jumps over the lazy dog. '

/** What the first `edits` edits of `bytes` bytes each have written. */
export function textAfter(edits: number, bytes: number): string {
  return textBetween(0, edits * bytes)
}

/**
 * The text of a lab document: one paragraph, as the editor would have it. Edits are alike in length and come in order,
 * so how long it is tells which of them have arrived.
 */
export class LabText {
  readonly #doc: Doc
  readonly #bytes: number

  constructor(doc: Doc, bytesPerEdit: number) {
    this.#doc = doc
    this.#bytes = bytesPerEdit
  }

  /** Edits that are in it. */
  get edits(): number {
    return Math.floor((this.#find()?.length ?? 0) / this.#bytes)
  }

  /** The next edit. */
  write(): void {
    this.#doc.transact(() => {
      const text = this.#find() ?? this.#begin()
      text.insert(text.length, textBetween(text.length, text.length + this.#bytes))
    })
  }

  toString(): string {
    return this.#find()?.toString() ?? ''
  }

  #find(): XmlText | undefined {
    const paragraph = this.#doc.getXmlFragment(contentRoot).get(0)
    const text = paragraph instanceof XmlElement ? paragraph.get(0) : undefined
    return text instanceof XmlText ? text : undefined
  }

  #begin(): XmlText {
    const [paragraph, text] = [new XmlElement('paragraph'), new XmlText()]
    paragraph.insert(0, [text])
    this.#doc.getXmlFragment(contentRoot).insert(0, [paragraph])
    return text
  }
}

function textBetween(from: number, to: number): string {
  const start = from % sentence.length
  return sentence.repeat(Math.ceil((to - from) / sentence.length) + 1).slice(start, start + to - from)
}
