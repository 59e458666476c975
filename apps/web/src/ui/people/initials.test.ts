import { expect, it } from 'vitest'
import { initialsOf } from './initials.ts'

it.each([
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['Jean  le Rond d’Alembert', 'JD'],
  ['王小明', '王'],
  ['👩‍🚀 Sally', '👩‍🚀S'],
  ['', ''],
])('%s becomes %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})
