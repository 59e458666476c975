import { describe, expect, it } from 'vitest'
import type { AccessFacts, AccessStore } from './access-store.ts'
import { gatherReads } from './gathered-reads.ts'

/** A store whose answers are given by the test. Each answer tells which read it is of. */
function createStore() {
  const reads: { documentIds: readonly string[]; answer(): void; fail(): void }[] = []
  const store: AccessStore = {
    read: (documentIds, sessionIds) =>
      new Promise<AccessFacts>((resolve, reject) => {
        const sessions = new Map(sessionIds.map((id) => [id, `read ${reads.length}`]))
        const answer = () => resolve({ documents: new Map(), sessions })
        reads.push({ documentIds, answer, fail: () => reject(new Error('away')) })
      }),
  }
  return { reads, access: gatherReads(store) }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('reads of access that are gathered', () => {
  it('L4 ask once for all who ask at the same time, each thing once', async () => {
    const { reads, access } = createStore()
    const answers = ['a', 'b', 'c', 'a'].map((id) => access.read([id], [`session of ${id}`]))
    await settled()
    expect(reads.map(({ documentIds }) => documentIds)).toEqual([['a', 'b', 'c']])
    reads[0]?.answer()
    const facts = await Promise.all(answers)
    expect(facts[3]?.sessions.get('session of a')).toBe('read 0')
  })

  it('R3 never give an answer that was on its way before the question', async () => {
    const { reads, access } = createStore()
    void access.read(['a'], ['first'])
    await settled()
    const later = [access.read(['a'], ['second']), access.read(['b'], ['second'])]
    await settled()
    expect(reads).toHaveLength(1)
    reads[0]?.answer()
    await settled()
    expect(reads[1]?.documentIds).toEqual(['a', 'b'])
    reads[1]?.answer()
    for (const facts of await Promise.all(later)) expect(facts.sessions.get('second')).toBe('read 1')
  })

  it('ST7 tell of a failure those who asked, and nobody after them', async () => {
    const { reads, access } = createStore()
    const failing = [access.read(['a'], []), access.read(['b'], [])].map((read) => read.catch(({ message }) => message))
    await settled()
    const after = access.read(['c'], ['third'])
    reads[0]?.fail()
    expect(await Promise.all(failing)).toEqual(['away', 'away'])
    await settled()
    reads[1]?.answer()
    expect((await after).sessions.get('third')).toBe('read 1')
  })
})
