import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Outbox } from './outbox.ts'

describe('the outbox', () => {
  test('W3 refuses acknowledgements that contradict what was sent or said before', () => {
    const outbox = new Outbox()
    outbox.startConnection()
    outbox.recordSent()
    outbox.recordSent()
    outbox.acknowledge(2, 1)
    expect(() => outbox.acknowledge(3, 1)).toThrow(RangeError)
    expect(() => outbox.acknowledge(1, 1)).toThrow(RangeError)
    expect(() => outbox.acknowledge(2, 0)).toThrow(RangeError)
    expect(() => outbox.acknowledge(1, 2)).toThrow(RangeError)
    expect(() => outbox.acknowledge(2, 2)).not.toThrow()
  })

  test('ST1 never calls an edit stored whose message was not acknowledged as stored', () => {
    const step = fc.oneof(
      fc.constantFrom('edit' as const, 'send' as const, 'merge' as const, 'reconnect' as const),
      fc.record({
        received: fc.double({ min: 0, max: 1, noNaN: true }),
        stored: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const outbox = new Outbox()
        const model = { changes: 1, edits: 0, stored: 0, storedEdits: 0, sent: [] as number[][], received: 0, acked: 0 }
        for (const action of steps) {
          if (action === 'edit') {
            outbox.recordEdit()
            model.changes += 1
            model.edits += 1
          } else if (action === 'merge') {
            outbox.recordMerge()
            model.changes += 1
          } else if (action === 'send') {
            outbox.recordSent()
            model.sent.push([model.changes, model.edits])
          } else if (action === 'reconnect') {
            outbox.startConnection()
            Object.assign(model, { sent: [], received: 0, acked: 0 })
          } else {
            const between = (low: number, high: number, share: number) => low + Math.floor((high - low) * share)
            model.received = between(model.received, model.sent.length, action.received)
            model.acked = between(model.acked, model.received, action.stored)
            outbox.acknowledge(model.received, model.acked)
            const [changes = 0, edits = 0] = model.sent[model.acked - 1] ?? []
            model.stored = Math.max(model.stored, changes)
            model.storedEdits = Math.max(model.storedEdits, edits)
          }
          const facts = outbox.facts()
          expect(facts.unstored).toBe(model.edits - model.storedEdits)
          expect(facts.safety === 'stored').toBe(model.stored === model.changes)
          expect(facts.unsent).toBeLessThanOrEqual(facts.unstored)
          expect(outbox.awaitsReceipt).toBe(model.received < model.sent.length)
        }
      }),
    )
  })
})
