import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EventParser } from './event-parser.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('T2 an event stream', () => {
  test('T2 is read as it comes, comments, ids and all', () => {
    const parser = new EventParser()
    const text = `:${' '.repeat(50)}\n\nid: 3\ndata: AwQF\n\n:\n\nevent: close\ndata: {"code":4501}\n\ndata: half`
    expect(parser.feed(bytes(text))).toEqual([
      { event: 'message', data: 'AwQF' },
      { event: 'close', data: '{"code":4501}' },
    ])
    expect(parser.feed(bytes(' a line\r\n\r\n'))).toEqual([{ event: 'message', data: 'half a line' }])
  })

  test('T2 is read the same however it is cut', () => {
    const events = fc.array(fc.record({ event: fc.constantFrom('message', 'close'), data: fc.base64String() }))
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 9 }), (sent, size) => {
        const text = bytes(sent.map(({ event, data }) => `event: ${event}\ndata: ${data}\n\n`).join(':ä\n\n'))
        const parser = new EventParser()
        const read = []
        for (let at = 0; at < text.length; at += size) read.push(...parser.feed(text.subarray(at, at + size)))
        expect(read).toEqual(sent)
      }),
    )
  })

  test('T2 of megabytes in small pieces takes as long as its length', () => {
    const parser = new EventParser()
    const piece = bytes('A'.repeat(16_384))
    const startedAt = performance.now()
    parser.feed(bytes('data: '))
    for (let i = 0; i < 1_600; i++) parser.feed(piece)
    const [event] = parser.feed(bytes('\n\n'))
    expect(event?.data.length).toBe(1_600 * 16_384)
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })
})
