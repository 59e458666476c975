import { afterAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { systemClock } from '../clock.ts'
import { DiffThread } from './diff-thread.ts'

describe('DiffThread', () => {
  const thread = new DiffThread(systemClock)

  afterAll(() => thread.stop())

  it('C2 compares beside the event loop, whatever number ask at once, and goes on after bytes that are no update', async () => {
    const doc = new Y.Doc()
    doc.getText('default').insert(0, 'before')
    const [before, nothing] = [Y.encodeStateVector(doc), new Uint8Array([0])]
    doc.getText('default').insert(0, 'x'.repeat(100_000))
    const whole = Y.encodeStateAsUpdate(doc)
    const broken = thread.diff(new Uint8Array([255, 255]), nothing)
    const asked = [before, nothing].map((stateVector) => thread.diff(whole, stateVector))
    await expect(broken).rejects.toThrow()
    const expected = [before, nothing].map((stateVector) => Y.diffUpdate(whole, stateVector))
    for (const [i, difference] of (await Promise.all(asked)).entries()) {
      expect(Buffer.compare(difference, expected[i] ?? nothing)).toBe(0)
    }
  })
})
