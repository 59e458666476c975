import { describe, expect, it } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import { Doc } from 'yjs'
import { isMarkdown } from '../src/editing/markdown-input.ts'
import { readPeople, readPerson } from '../src/editing/person.ts'
import { toHref } from '../src/schema/safe-href.ts'

describe('pasted plain text', () => {
  it.each(['# Title\n\n- point', '```js\n1\n```', '1. one\n2. two', '| a | b |\n| --- | --- |', '> a\n> b'])(
    'is Markdown: %j',
    (text) => expect(isMarkdown(text)).toBe(true),
  )

  it.each([
    'A sentence - with a dash.',
    '#hashtag and #another',
    'one\ntwo\nthree',
    '- a single point',
    '2 * 3 * 4',
    'a | b',
  ])('is prose: %j', (text) => expect(isMarkdown(text)).toBe(false))
})

describe('the link field', () => {
  it.each([
    ['example.org/a', 'https://example.org/a'],
    [' https://example.org ', 'https://example.org'],
    ['me@example.org', 'mailto:me@example.org'],
    ['localhost:3000/x', 'https://localhost:3000/x'],
    ['mailto:me@example.org', 'mailto:me@example.org'],
  ])('turns %j into %j', (typed, href) => expect(toHref(typed)).toBe(href))

  it.each(['', 'two words', 'javascript:alert(1)', 'data:text/html,x', 'ftp://example.org', 'https://'])(
    'refuses %j',
    (typed) => expect(toHref(typed)).toBeUndefined(),
  )
})

describe('people', () => {
  const user = { id: 'u2', name: 'Grace', color: '#0E7490' }

  it('are the others, once each, by the name that the server wrote', () => {
    const awareness = new Awareness(new Doc())
    awareness.setLocalState({ user: { ...user, id: 'me' } })
    awareness.states.set(1, { user })
    awareness.states.set(2, { user })
    awareness.states.set(3, { user: { id: 'u1', name: 'Ada', color: '#15803D' } })
    awareness.states.set(4, { cursor: {} })
    expect(readPeople(awareness).map(({ name }) => name)).toEqual(['Ada', 'Grace'])
    awareness.destroy()
  })

  it.each([
    null,
    {},
    { user: 'x' },
    { user: { ...user, color: 'url(//evil.example)' } },
    { user: { ...user, name: ['a'] } },
  ])('are not made from %j', (state) => expect(readPerson(state as never)).toBeUndefined())
})
