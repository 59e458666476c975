import fc from 'fast-check'
import * as decoding from 'lib0/decoding'
import { describe, expect, test } from 'vitest'
import { goldenVectors } from '../test/golden-vectors.ts'
import {
  encodeAcknowledgement,
  encodeHeartbeat,
  encodeHello,
  encodeNotice,
  messageType,
  readAcknowledgement,
  readHeartbeat,
  readHello,
  readNotice,
  ticketProtocols,
} from './messages.ts'
import { roles } from './roles.ts'

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))

/** Reads the type, then the rest; nothing may be left over. */
function readAll<T>(bytes: Uint8Array, type: number, read: (decoder: decoding.Decoder) => T): T {
  const decoder = decoding.createDecoder(bytes)
  expect(decoding.readVarUint(decoder)).toBe(type)
  const message = read(decoder)
  expect(decoding.hasContent(decoder)).toBe(false)
  return message
}

const codecs = {
  hello: { type: messageType.hello, encode: encodeHello, read: readHello },
  acknowledgement: { type: messageType.acknowledgement, encode: encodeAcknowledgement, read: readAcknowledgement },
  heartbeat: { type: messageType.heartbeat, encode: encodeHeartbeat, read: readHeartbeat },
  notice: { type: messageType.notice, encode: encodeNotice, read: readNotice },
} as const

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const text = fc.string({ unit: 'grapheme' })
const messages = {
  hello: fc.record({
    node: text,
    role: fc.constantFrom(...roles),
    heartbeatMs: count,
    maxMessageBytes: count,
    maxAwarenessBytes: count,
    maxDocumentBytes: count,
    accessVersion: count,
    schemaVersion: count,
  }),
  acknowledgement: fc.record({
    received: count,
    stored: count,
    seq: count,
    digest: fc.constantFrom(new Uint8Array(), new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])),
  }),
  heartbeat: fc.record({ serverTime: count }),
  notice: fc.oneof(
    fc.record({ kind: fc.constant('title' as const), title: text }),
    fc.record({ kind: fc.constant('size' as const), bytes: count, maxBytes: count }),
    fc.record({
      kind: fc.constant('storage' as const),
      state: fc.constantFrom('degraded' as const, 'healthy' as const),
    }),
  ),
}

type Name = keyof typeof codecs
const names = Object.keys(codecs) as Name[]
const encode = (name: Name, message: unknown) => (codecs[name].encode as (message: unknown) => Uint8Array)(message)
const read = (name: Name, bytes: Uint8Array) =>
  readAll(bytes, codecs[name].type, (decoder) => codecs[name].read(decoder))

describe('the messages of duplex.v1', () => {
  test.each(goldenVectors)('W3 $name has the bytes that PROTOCOL.md shows: $hex', ({ codec, message, hex }) => {
    expect(toHex(encode(codec, message))).toBe(hex)
    expect(read(codec, fromHex(hex))).toEqual(message)
  })

  test.each(names)('W3 any %s is read as it was written', (name) => {
    fc.assert(
      fc.property(messages[name] as fc.Arbitrary<unknown>, (message) => {
        expect(read(name, encode(name, message))).toEqual(message)
      }),
    )
  })

  test.each(names)('W3 a %s that ends early is an error, at every length', (name) => {
    fc.assert(
      fc.property(
        messages[name] as fc.Arbitrary<unknown>,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (message, share) => {
          const whole = encode(name, message)
          const decoder = decoding.createDecoder(whole.subarray(0, 1 + Math.floor(share * (whole.length - 1))))
          decoding.readVarUint(decoder)
          expect(() => codecs[name].read(decoder)).toThrow()
        },
      ),
    )
  })

  test('W3 a hello with a role that nobody knows is an error', () => {
    const bytes = encodeHello({ ...helloOf(), role: 'viewer' })
    bytes[bytes.indexOf(3, 1)] = 9
    const decoder = decoding.createDecoder(bytes)
    decoding.readVarUint(decoder)
    expect(() => readHello(decoder)).toThrow('unknown role')
  })

  test('W3 a notice of a later kind is passed over', () => {
    expect(readNotice(decoding.createDecoder(new Uint8Array([99, 1, 2, 3])))).toBeUndefined()
  })

  test('W3 the subprotocol is offered first and the ticket behind it', () => {
    expect(ticketProtocols('a.b.c')).toEqual(['duplex.v1', 'ticket.a.b.c'])
  })
})

function helloOf() {
  const vector = goldenVectors.find(({ codec }) => codec === 'hello')
  return vector?.message as Parameters<typeof encodeHello>[0]
}
