import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { goldenEnvelopes } from '../test/golden-vectors.ts'
import {
  type Envelope,
  encodeEnvelope,
  maxEnvelopeHeaderBytes,
  maxMessageHeaderBytes,
  readEnvelope,
} from './envelope.ts'

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const count = fc.nat({ max: 2 ** 48 })

const envelopes: fc.Arbitrary<Envelope> = fc
  .record({ ack: count, before: count, more: fc.nat(9), messages: fc.array(fc.uint8Array({ maxLength: 300 })) })
  .map(({ ack, before, more, messages }) => ({
    ack,
    last: before + messages.length + (messages.length === 0 ? 0 : more),
    first: before + 1,
    messages,
  }))

describe('T2 the envelope', () => {
  test.each(goldenEnvelopes)('T2 has the bytes of the specification: $name', ({ envelope, hex }) => {
    const messages = envelope.messages.map(fromHex)
    expect(toHex(encodeEnvelope({ ...envelope, messages }))).toBe(hex)
    expect(readEnvelope(fromHex(hex))).toEqual({ ...envelope, messages })
  })

  test('T2 reads what it wrote, and is hardly longer than its messages', () => {
    fc.assert(
      fc.property(envelopes, (envelope) => {
        const bytes = encodeEnvelope(envelope)
        expect(readEnvelope(bytes)).toEqual(envelope)
        const inside = envelope.messages.reduce((sum, { length }) => sum + length + maxMessageHeaderBytes, 0)
        expect(bytes.length).toBeLessThanOrEqual(inside + maxEnvelopeHeaderBytes)
      }),
    )
  })

  test('T2 reads no part of an envelope as a whole one with as many messages', () => {
    fc.assert(
      fc.property(envelopes, fc.nat(), (envelope, cut) => {
        const bytes = encodeEnvelope(envelope)
        const part = bytes.subarray(0, cut % bytes.length)
        const read = () => readEnvelope(part).messages.length
        let messages: number | undefined
        try {
          messages = read()
        } catch {
          messages = undefined
        }
        if (messages !== undefined) expect(messages).toBeLessThan(envelope.messages.length)
      }),
    )
  })

  test.each([
    ['more messages than there are', '000001' + '0101'],
    ['a first message 0', '000500' + '0101'],
    ['none, and a hole', '000503'],
    ['half a message', '000101' + '0501'],
  ])('T2 refuses %s', (_, hex) => {
    expect(() => readEnvelope(fromHex(hex))).toThrow(Error)
  })
})
