import { expect, it } from 'vitest'
import { isSameTitle } from './is-same-title.ts'

it.each([
  ['Plan', 'Plan', true],
  ['  Plan   B ', 'Plan B', true],
  ['Cafe\u0301', 'Café', true],
  ['plan', 'Plan', false],
  ['', '', false],
])('typing %j for %j: %s', (typed, title, expected) => {
  expect(isSameTitle(typed, title)).toBe(expected)
})
