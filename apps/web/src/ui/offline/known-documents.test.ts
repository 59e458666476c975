import { expect, it } from 'vitest'
import { addKnown, type KnownDocument, parseKnown } from './known-documents.ts'

const plan: KnownDocument = { id: 'a', title: 'Plan', openedAt: 1 }
const notes: KnownDocument = { id: 'b', title: 'Notes', openedAt: 2 }

it('puts the document that was opened last first, once', () => {
  const known = addKnown([notes, plan], { ...plan, title: 'Plan B', openedAt: 3 })
  expect(known).toEqual([{ id: 'a', title: 'Plan B', openedAt: 3 }, notes])
})

it('keeps fifty', () => {
  const many = Array.from({ length: 60 }, (_, index) => ({ ...plan, id: String(index) }))
  expect(addKnown(many, notes)).toHaveLength(50)
})

it.each([null, '', '{', '"text"', '[{"id":1}]', '[null]'])('reads %s as nothing', (stored) => {
  expect(parseKnown(stored)).toEqual([])
})

it('reads back what was stored', () => {
  expect(parseKnown(JSON.stringify([plan, notes]))).toEqual([plan, notes])
})
