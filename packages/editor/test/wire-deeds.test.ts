import { contentRoot } from '@duplex/protocol'
import type { Deed } from '@duplex/protocol/wire'
import { describe, expect, it } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate, XmlElement, XmlText } from 'yjs'
import { readDeeds } from '../src/wire/index.ts'

/** A document of one empty paragraph, and what each later change does as a page that hears of it tells. */
function setScene() {
  const doc = new Doc()
  doc.clientID = 81
  const reader = new Doc()
  const told: (readonly Deed[])[] = []
  const root = doc.getXmlFragment(contentRoot)
  const texts: XmlText[] = []
  doc.on('update', (update: Uint8Array) => {
    applyUpdate(reader, update)
    told.push(readDeeds(update, reader))
  })
  const addParagraph = () => {
    const [paragraph, text] = [new XmlElement('paragraph'), new XmlText()]
    texts.push(text)
    doc.transact(() => {
      paragraph.insert(0, [text])
      root.push([paragraph])
    })
    return text
  }
  return { doc, root, told, addParagraph }
}

describe('what an update does', () => {
  it('tells text with its paragraph, client and clocks', () => {
    const { told, addParagraph } = setScene()
    addParagraph()
    const second = addParagraph()
    expect(told.pop()).toMatchObject([{ kind: 'node', name: 'paragraph', place: { block: 2, name: 'paragraph' } }])
    second.insert(0, 'abc')
    expect(told.pop()).toEqual([
      { kind: 'insert', client: 81, clock: 4, length: 3, text: 'abc', place: { block: 2, name: 'paragraph' } },
    ])
  })

  it('tells what was typed in one update as one deed, and what another page wrote as another', () => {
    const { doc, told, addParagraph } = setScene()
    const text = addParagraph()
    doc.transact(() => {
      for (const letter of 'typed') text.insert(text.length, letter)
    })
    expect(told.pop()).toMatchObject([{ kind: 'insert', text: 'typed', length: 5 }])
  })

  it('tells deletions, marks on and off, and attributes', () => {
    const { root, told, addParagraph } = setScene()
    const text = addParagraph()
    text.insert(0, 'abcdef')
    text.delete(1, 2)
    expect(told.pop()).toMatchObject([{ kind: 'delete', client: 81, length: 2, place: { block: 1 } }])
    text.format(0, 2, { bold: true })
    expect(told.pop()?.filter(({ kind }) => kind === 'format')).toMatchObject([{ name: 'bold', isOn: true }])
    const paragraph = root.get(0) as XmlElement
    paragraph.setAttribute('textAlign', 'right')
    expect(told.pop()).toMatchObject([{ kind: 'attribute', name: 'textAlign', place: { block: 1 } }])
  })

  it('counts what is too much to be told, and says nothing of what cannot be read', () => {
    const { doc, told, addParagraph } = setScene()
    doc.transact(() => {
      for (let i = 0; i < 150; i++) addParagraph()
    })
    expect(told.pop()).toMatchObject([{ kind: 'many', clients: 1, deletions: 0 }])
    expect(readDeeds(new Uint8Array([1, 2, 3]), doc)).toEqual([])
  })

  it('does not lose its way in a document that lacks what the update builds on', () => {
    const { doc, addParagraph } = setScene()
    addParagraph().insert(0, 'x')
    expect(readDeeds(encodeStateAsUpdate(doc), new Doc())).toMatchObject([
      { kind: 'node', place: undefined },
      { kind: 'insert', text: 'x', place: undefined },
    ])
  })
})
