import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digestStateVector } from './state-digest.ts'

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const stateVector = fc.uniqueArray(fc.tuple(fc.nat({ max: 0xffffffff }), fc.integer({ min: 1, max: 0x7fffffff })), {
  selector: ([client]) => client,
  minLength: 1,
})

describe('the digest of a state vector', () => {
  test.each([
    [[], '0000000000000000'],
    [[[1, 5]], '51307108ad417eea'],
    [
      [
        [1, 5],
        [4_294_967_295, 70_000],
      ],
      'd1a7de26cb1d332d',
    ],
  ] as [[number, number][], string][])('W3 has the bytes that PROTOCOL.md shows: %j is %s', (pairs, hex) => {
    expect(toHex(digestStateVector(new Map(pairs)))).toBe(hex)
  })

  test('W3 does not depend on the order of clients, nor on clients without any struct', () => {
    fc.assert(
      fc.property(stateVector, (pairs) => {
        const reversed = new Map([[4_294_967_296, 0] as [number, number], ...[...pairs].reverse()])
        expect(digestStateVector(reversed)).toEqual(digestStateVector(new Map(pairs)))
      }),
    )
  })

  test('W3 changes with any clock and any client', () => {
    fc.assert(
      fc.property(stateVector, (pairs) => {
        const [client, clock] = pairs[0] ?? [0, 0]
        const digest = toHex(digestStateVector(new Map(pairs)))
        expect(toHex(digestStateVector(new Map([...pairs, [client, clock + 1]])))).not.toBe(digest)
        expect(toHex(digestStateVector(new Map(pairs.slice(1))))).not.toBe(digest)
      }),
    )
  })
})
