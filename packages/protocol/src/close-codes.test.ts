import { describe, expect, test } from 'vitest'
import { type CloseName, closeNameOf, closeTable, readReasonMs, verdictOf } from './close-codes.ts'

const names = Object.keys(closeTable) as CloseName[]
const permanent = ['done', 'stop', 'new-client-id']

describe('the table of close codes', () => {
  test('W5 has each code once, and each can be sent by an endpoint or is known as observed only', () => {
    const codes = names.map((name) => closeTable[name].code)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect((code >= 1000 && code <= 1013) || (code >= 4000 && code <= 4999)).toBe(true)
  })

  test('W5 a stock client stops exactly where ours does not simply try again: on 4400-4499', () => {
    for (const name of names) {
      const { code, verdict } = closeTable[name]
      if (code >= 4400 && code <= 4499) expect(permanent, name).toContain(verdict)
      if (code >= 4500) expect(permanent, name).not.toContain(verdict)
    }
  })

  test('W5 an unlisted code follows the same rule', () => {
    expect(verdictOf(4400)).toBe('stop')
    expect(verdictOf(4499)).toBe('stop')
    expect(verdictOf(4500 + 77)).toBe('retry')
    expect(verdictOf(3000)).toBe('retry')
    expect(closeNameOf(4499)).toBeUndefined()
  })

  test('W5 every meaning fits into a close frame', () => {
    for (const name of names) expect(Buffer.byteLength(closeTable[name].meaning), name).toBeLessThanOrEqual(123)
  })

  test.each([
    ['restart within 8000 ms', 8_000],
    ['retry in 0 ms', 0],
    ['too fast, retry in 1500 ms', 1_500],
    ['1500 msgs', undefined],
    ['retry in 15 s', undefined],
    ['', undefined],
  ])('L5 the time in the reason "%s" is %s', (reason, ms) => {
    expect(readReasonMs(reason)).toBe(ms)
  })
})
