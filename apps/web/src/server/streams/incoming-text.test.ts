import { describe, expect, test } from 'vitest'
import { Refusal } from '../refusal.ts'
import { IncomingText } from './incoming-text.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('incoming text', () => {
  test.each([1, 2, 3, 5, 7])('is the same, whatever its bytes are cut into (%i at a time)', (size) => {
    const source = '\ufeffA£€🚲 e\u0301 你好\r\n'
    const bytes = bytesOf(source)
    const incoming = new IncomingText()
    let text = ''
    for (let at = 0; at < bytes.length; at += size) {
      const piece = incoming.feed(bytes.subarray(at, at + size))
      text += piece.text
      // Without the mark of byte order, which is no text and counts for three bytes.
      expect(bytesOf(text).length + (piece.bytes >= 3 ? 3 : 0)).toBe(piece.bytes)
    }
    incoming.end()
    expect(text).toBe(source.slice(1))
  })

  test.each([
    ['a byte that begins nothing', [0x41, 0xff]],
    ['a byte that continues nothing', [0x80, 0x80, 0x80, 0x80]],
    ['half a pair of surrogates', [0xed, 0xa0, 0x80]],
    ['a zero', [0x41, 0x00]],
  ])('is not %s', (_, bytes) => {
    expect(() => new IncomingText().feed(new Uint8Array(bytes))).toThrow(Refusal)
  })

  test('does not end within a character', () => {
    const incoming = new IncomingText()
    expect(incoming.feed(bytesOf('ab🚲').subarray(0, 5))).toEqual({ text: 'ab', bytes: 2 })
    expect(() => incoming.end()).toThrow(Refusal)
  })
})
