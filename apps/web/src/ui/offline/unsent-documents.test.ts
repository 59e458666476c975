import { expect, it } from 'vitest'
import { listUnsent, markUnsent, unmarkUnsent } from './unsent-documents.ts'

function createMemoryStorage(): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  }
}

it('lists the documents of this person that still have something to send', () => {
  const storage = createMemoryStorage()
  markUnsent('ada', 'plan', storage)
  markUnsent('ada', 'notes', storage)
  markUnsent('bob', 'diary', storage)
  unmarkUnsent('ada', 'notes', storage)
  expect(listUnsent('ada', storage)).toEqual(['plan'])
})

it('survives a storage that is full', () => {
  const storage = createMemoryStorage()
  storage.setItem = () => {
    throw new Error('quota')
  }
  expect(markUnsent('ada', 'plan', storage)).toBe(false)
})
