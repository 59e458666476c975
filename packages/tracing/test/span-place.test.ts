import { describe, expect, it } from 'vitest'
import { placeFromBytes, placeFromHeader, placeToBytes, placeToHeader } from '../src/index.ts'

const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']

describe('the place of a span', () => {
  it('is read from a traceparent, and written as one', () => {
    for (const flags of ['01', '00']) {
      const place = placeFromHeader(`00-${traceId}-${spanId}-${flags}`)
      expect(place).toEqual({ traceId, spanId, isSampled: flags === '01' })
      expect(place && placeToHeader(place)).toBe(`00-${traceId}-${spanId}-${flags}`)
    }
  })

  it('is read from versions to come', () => {
    expect(placeFromHeader(`cc-${traceId}-${spanId}-01-what-will-be`)).toMatchObject({ traceId, spanId })
  })

  it.each([
    undefined,
    '',
    `ff-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}-01x`,
    `00-${traceId}-${spanId}`,
  ])('is not %s', (text) => {
    expect(placeFromHeader(text)).toBeUndefined()
  })

  it('comes back from its 24 bytes', () => {
    const place = { traceId, spanId, isSampled: true }
    expect(placeToBytes(place)).toHaveLength(24)
    expect(placeFromBytes(placeToBytes(place))).toEqual(place)
  })
})
