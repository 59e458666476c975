import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { writeSyncStep1, writeSyncStep2, writeUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import { frameKindOf, keepOwnPresence } from './outgoing-frame.ts'

const doc = new Y.Doc()
const sync = (write: (encoder: encoding.Encoder) => void) =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0)
    write(encoder)
  })

function presenceOf(...states: [client: number, state: Record<string, unknown>][]): Uint8Array {
  const awareness = new Awareness(new Y.Doc())
  for (const [client, state] of states) {
    awareness.clientID = client
    awareness.setLocalState(state)
    // Readers skip clock 0: it is the one they assume for everybody.
    awareness.setLocalState(state)
  }
  awareness.doc.destroy()
  const update = encodeAwarenessUpdate(
    awareness,
    states.map(([client]) => client),
    new Map(states),
  )
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint8Array(encoder, update)
  })
}

describe('what the provider is about to send', () => {
  test('W1 is told apart by its first two numbers', () => {
    expect(frameKindOf(sync((encoder) => writeSyncStep1(encoder, doc)))).toBe('step1')
    expect(frameKindOf(sync((encoder) => writeSyncStep2(encoder, doc)))).toBe('step2')
    expect(frameKindOf(sync((encoder) => writeUpdate(encoder, new Uint8Array([0, 0]))))).toBe('update')
    expect(frameKindOf(presenceOf([1, {}]))).toBe('awareness')
    expect(frameKindOf(new Uint8Array([3]))).toBe('other')
  })

  test('W6 keeps the entries of this page and the bytes of their states', () => {
    const frame = presenceOf([1, { name: 'Ada' }], [2, { name: 'Grace' }], [3, { name: 'Joan' }])
    const own = keepOwnPresence(frame, new Set([2]))
    const decoder = decoding.createDecoder(own ?? new Uint8Array())
    expect(decoding.readVarUint(decoder)).toBe(1)
    const reader = new Awareness(new Y.Doc())
    applyAwarenessUpdate(reader, decoding.readVarUint8Array(decoder), 'test')
    expect(reader.getStates().get(2)).toEqual({ name: 'Grace' })
    expect(reader.getStates().has(1)).toBe(false)
    expect(decoding.hasContent(decoder)).toBe(false)
    reader.doc.destroy()
  })

  test('W6 leaves a message of this page alone as it is, and drops one without it', () => {
    const frame = presenceOf([1, { caret: 5 }])
    expect(keepOwnPresence(frame, new Set([1]))).toBe(frame)
    expect(keepOwnPresence(frame, new Set([9]))).toBeUndefined()
  })
})
