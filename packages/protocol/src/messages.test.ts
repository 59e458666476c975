import fc from 'fast-check'
import * as decoding from 'lib0/decoding'
import { describe, expect, test } from 'vitest'
import { goldenVectors } from '../test/golden-vectors.ts'
import { encodeInspect, encodeReport, readInspect, readReport } from './inspection.ts'
import {
  encodeAcknowledgement,
  encodeHeartbeat,
  encodeHello,
  encodeNotice,
  encodeTrace,
  messageType,
  readAcknowledgement,
  readHeartbeat,
  readHello,
  readNotice,
  readTrace,
  ticketProtocols,
  traceBytes,
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
  inspect: { type: messageType.inspect, encode: encodeInspect, read: readInspect },
  report: { type: messageType.report, encode: encodeReport, read: readReport },
  trace: { type: messageType.trace, encode: encodeTrace, read: readTrace },
} as const

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const text = fc.string({ unit: 'grapheme' })
const factsOf = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record({ ageMs: count, ...fields })
const facts = [
  factsOf({
    kind: fc.constant('handshake' as const),
    key: text,
    accept: text,
    protocol: text,
    requestBytes: count,
    answerBytes: count,
  }),
  factsOf({
    kind: fc.constant('frame' as const),
    direction: fc.constantFrom('in' as const, 'out' as const),
    start: fc.nat({ max: 255 }),
    isMasked: fc.boolean(),
    headerBytes: count,
    payloadBytes: count,
    message: count,
    roundTripUs: count,
  }),
  factsOf({
    kind: fc.constant('request' as const),
    purpose: fc.constantFrom('open' as const, 'say' as const, 'ask' as const, 'listen' as const),
    status: count,
    headBytes: count,
    bodyBytes: count,
    answerBytes: count,
  }),
  factsOf({ kind: fc.constant('event' as const), bytes: count, messages: count }),
]
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
    fc.record({
      kind: fc.constant('nodes' as const),
      state: fc.constantFrom('apart' as const, 'joined' as const),
    }),
  ),
  inspect: fc.constantFrom('off' as const, 'on' as const, 'totals' as const),
  report: fc.record({
    time: count,
    totals: fc.record({
      requests: count,
      bytesIn: count,
      bytesOut: count,
      framesIn: count,
      framesOut: count,
      messagesIn: count,
      messagesOut: count,
    }),
    leftOut: count,
    records: fc.array(fc.oneof(...(facts as fc.Arbitrary<unknown>[])), { maxLength: 5 }),
  }),
  trace: fc.uint8Array({ minLength: traceBytes, maxLength: traceBytes }),
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

  test('W3 a wish, and a record of a report, of a later kind are passed over', () => {
    expect(readInspect(decoding.createDecoder(new Uint8Array([99])))).toBeUndefined()
    const [known] = goldenVectors.filter(({ name }) => name.startsWith('a request and an event'))
    const bytes = fromHex(known?.hex ?? '')
    // The kind of the event, behind the length of its record and its age.
    bytes[bytes.length - 3] = 99
    const report = readAll(bytes, messageType.report, readReport)
    expect(report.records.map(({ kind }) => kind)).toEqual(['request'])
  })

  test('W3 a trace with a byte too many is an error', () => {
    expect(() => readTrace(decoding.createDecoder(new Uint8Array(traceBytes + 1)))).toThrow('25 bytes')
  })

  test('W3 the subprotocol is offered first and the ticket behind it', () => {
    expect(ticketProtocols('a.b.c')).toEqual(['duplex.v1', 'ticket.a.b.c'])
  })
})

function helloOf() {
  const vector = goldenVectors.find(({ codec }) => codec === 'hello')
  return vector?.message as Parameters<typeof encodeHello>[0]
}
