import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameMeter } from './frame-meter.ts'

type Frame = { opcode: number; isLast: boolean; length: number }

/** A masked client frame, the mask being zero. */
function encode({ opcode, isLast, length }: Frame): number[] {
  const extended =
    length > 65_535 ? [0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255] : [length >> 8, length & 255]
  const short = length < 126
  const header = [opcode | (isLast ? 0x80 : 0), 0x80 | (short ? length : length > 65_535 ? 127 : 126)]
  return [...header, ...(short ? [] : extended), 0, 0, 0, 0, ...new Array<number>(length).fill(7)]
}

describe('frame meter', () => {
  it('knows at every byte whether a message is unfinished', () => {
    const ping = { opcode: 9, isLast: true, length: 3 }
    const message = [
      { opcode: 2, isLast: false, length: 0 },
      ping,
      { opcode: 0, isLast: false, length: 200 },
      { opcode: 0, isLast: true, length: 70_000 },
    ]
    const bytes = [...message.flatMap(encode), ...encode(ping)]
    const end = message.flatMap(encode).length
    const meter = new FrameMeter()
    for (const [i, byte] of bytes.entries()) {
      meter.feed(new Uint8Array([byte]))
      expect(meter.isInside, `after byte ${i}`).toBe(i !== end - 1 && i !== bytes.length - 1)
    }
    expect(meter.messages).toBe(1)
  })

  it('counts the same however the bytes are cut', () => {
    const frames = fc.array(
      fc.record({ opcode: fc.constantFrom(2, 9, 10), isLast: fc.constant(true), length: fc.nat(300) }),
    )
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 50 }), (sent, size) => {
        const bytes = new Uint8Array(sent.flatMap(encode))
        const meter = new FrameMeter()
        for (let at = 0; at < bytes.length; at += size) meter.feed(bytes.subarray(at, at + size))
        expect(meter.isInside).toBe(false)
        expect(meter.messages).toBe(sent.filter((frame) => frame.opcode === 2).length)
      }),
    )
  })
})
