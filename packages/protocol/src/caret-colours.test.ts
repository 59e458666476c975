import { expect, test } from 'vitest'
import { caretColourOf, caretColours } from './caret-colours.ts'

test('P1 a person has the same colour every time, and a crowd uses all twelve', () => {
  const crowd = Array.from({ length: 500 }, (_, i) => `user-${i}`)
  expect(crowd.map(caretColourOf)).toEqual(crowd.map(caretColourOf))
  expect(new Set(crowd.map(caretColourOf))).toEqual(new Set(caretColours))
})
