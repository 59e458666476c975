import { describe, expect, it } from 'vitest'
import { encodeBusMessage, readBusMessage } from './bus-message.ts'

const row = { kind: 'row', seq: 3, bytes: Uint8Array.of(1, 2), claims: [{ clientId: 7, userId: 'u' }] } as const
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('a message between nodes', () => {
  it('R1 carries a row, whether it is followed, and the trace that goes on with it', () => {
    const trace = new Uint8Array(24).fill(9)
    for (const message of [row, { ...row, isFollowed: true as const }, { ...row, isFollowed: true as const, trace }])
      expect(readBusMessage(encodeBusMessage('n', message))).toEqual({ node: 'n', message })
  })

  it('R1 is the same without a trace as it was before there were any, and has one behind all else', () => {
    // version 1, node "n", kind row, seq 3, flags, 2 bytes, 1 claim: client 7 of "u".
    const known = (flags: string) => `01016e0003${flags}02010201070175`
    expect(hex(encodeBusMessage('n', { ...row, isFollowed: true }))).toBe(known('03'))
    const trace = new Uint8Array(24).fill(9)
    expect(hex(encodeBusMessage('n', { ...row, isFollowed: true, trace }))).toBe(known('07') + '09'.repeat(24))
  })

  it('R1 is none where its trace is cut short', () => {
    const bytes = encodeBusMessage('n', { ...row, isFollowed: true, trace: new Uint8Array(24) })
    expect(readBusMessage(bytes.subarray(0, -1))).toBeUndefined()
  })
})
