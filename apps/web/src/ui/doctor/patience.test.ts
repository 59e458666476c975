import { expect, test } from 'vitest'
import { readPatience } from './patience.ts'

test('the slow probes of the doctor can be made shorter by the address, and never longer', () => {
  const usual = { idleMs: 70_000, heldMs: 20_000 }
  expect(readPatience(undefined, undefined)).toEqual(usual)
  expect(readPatience('3', '1')).toEqual({ idleMs: 3_000, heldMs: 1_000 })
  expect(readPatience('0', '999')).toEqual({ idleMs: 1_000, heldMs: 20_000 })
  for (const odd of ['-1', '1e9', 'x', '', ['3', '4']]) expect(readPatience(odd, odd)).toEqual(usual)
})
