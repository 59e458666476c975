import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import type { WireClient } from './support/wire-client.ts'

type Step = {
  readonly author: number
  readonly act: 'insert' | 'delete' | 'format' | 'set' | 'cut' | 'wait'
  readonly at: number
}

const step = fc.record({
  author: fc.nat(2),
  act: fc.constantFrom<Step['act'][]>('insert', 'insert', 'insert', 'delete', 'format', 'set', 'cut', 'wait'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
})

function edit(doc: Y.Doc, { act, at }: Step, word: string): void {
  const text = doc.getText('default')
  const index = Math.floor(at * text.length)
  if (act === 'insert') text.insert(index, word)
  if (act === 'delete' && text.length > 0) text.delete(Math.min(index, text.length - 1), 1)
  if (act === 'format') text.format(index, Math.min(4, text.length - index), { bold: at > 0.5 })
  if (act === 'set') text.setAttribute(`key${Math.floor(at * 3)}`, word)
}

function stateOf(doc: Y.Doc): unknown {
  // Keys stand in the order in which they arrived.
  const attributes = Object.entries(doc.getText('default').getAttributes()).sort()
  return { text: doc.getText('default').toDelta(), attributes }
}

describe('convergence', () => {
  const fixture = useFixture()

  it('ST1 ST4 V3 random edits of three people with reconnects end equal to each other and to the rows', async () => {
    const server = await fixture.start({ settings: { lingerMs: 0, snapshotRows: 20 } })
    const people = await Promise.all(['Ada', 'Bob', 'Zoe'].map((name) => fixture.world.addPerson(name)))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const documentId = await fixture.world.addDocument()
        const docs = people.map(() => new Y.Doc())
        const open = async (i: number): Promise<WireClient> => {
          const person = people[i] as (typeof people)[number]
          return (await fixture.connect(server, documentId, person, { doc: docs[i] })).sync()
        }
        const clients = await Promise.all(people.map((_, i) => open(i)))
        for (const [i, current] of steps.entries()) {
          const client = clients[current.author] as WireClient
          edit(client.doc, current, `${i};`)
          if (current.act === 'wait') await client.stored()
          if (current.act === 'cut') {
            client.terminate()
            // Written while away.
            edit(client.doc, { ...current, act: 'insert' }, `offline ${i};`)
            clients[current.author] = await open(current.author)
          }
        }
        await Promise.all(clients.map((client) => client.stored()))
        const states = () => docs.map((doc) => JSON.stringify(stateOf(doc)))
        await until('all are equal', () => new Set(states()).size === 1)
        const stored = await fixture.world.readDocument(documentId)
        expect(stateOf(stored)).toEqual(stateOf(docs[0] as Y.Doc))
        for (const client of clients) client.terminate()
      }),
      { numRuns: 25, endOnFailure: true },
    )
  }, 120_000)
})
