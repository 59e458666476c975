import { expect, it } from 'vitest'
import { toSafeNext } from './safe-next.ts'

it.each([
  ['/documents/0190?x=1', '/documents/0190?x=1'],
  ['/', '/'],
  [undefined, '/'],
  ['', '/'],
  ['documents', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
])('next=%j leads to %s', (next, expected) => {
  expect(toSafeNext(next)).toBe(expected)
})
