import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readInbound } from '../src/connection/inbound.ts'
import { readLive } from '../src/room/document-reading.ts'
import { encodeAwareness, encodeSync } from '../src/room/frames.ts'
import { atOnce } from '../src/room/turns.ts'
import { UndecodableError } from '../src/room/undecodable-error.ts'
import { clocksAfter } from '../src/room/update-check.ts'
import { scanUpdate } from '../src/room/update-scan.ts'
import { leastMs } from './support/least-ms.ts'
import { createRandom, mutate } from './support/random.ts'

/** More make a longer search of it: `FUZZ_ROUNDS=1000000 npx vitest run --project sync test/fuzz-updates.test.ts`. */
const rounds = Number(process.env.FUZZ_ROUNDS ?? 10_000)
const maxMs = 50

/** What two people send who edit at the same time; `base` is a document from the middle of it. */
function recordEdits() {
  const [ada, bob] = [new Y.Doc(), new Y.Doc()]
  ada.clientID = 5
  bob.clientID = 3_000_000_000
  const updates: Uint8Array[] = []
  for (const doc of [ada, bob]) doc.on('update', (update: Uint8Array) => updates.push(update))
  const root = (doc: Y.Doc) => doc.getXmlFragment('default')
  const paragraphOf = (doc: Y.Doc, text: string) => {
    const paragraph = new Y.XmlElement('paragraph')
    root(doc).insert(0, [paragraph])
    const content = new Y.XmlText()
    paragraph.insert(0, [content])
    content.insert(0, text)
    content.format(1, 2, { bold: true, link: { href: 'https://example.com' } })
    content.insertEmbed(1, { image: ['a', 1.5] })
    content.delete(2, 2)
    const values = [undefined, null, -7, 2 ** 40, { deep: [1n, true] }, new Uint8Array([1, 2])]
    paragraph.setAttribute('values', values as never)
  }
  const exchange = () => {
    Y.applyUpdate(bob, Y.encodeStateAsUpdate(ada))
    Y.applyUpdate(ada, Y.encodeStateAsUpdate(bob))
  }
  paragraphOf(ada, 'grüße 👋 world')
  exchange()
  const base = Y.encodeStateAsUpdate(ada)
  paragraphOf(ada, 'first')
  paragraphOf(bob, 'at the same time')
  exchange()
  root(bob).delete(1, 1)
  exchange()
  return {
    base,
    updates: [...updates, Y.encodeStateAsUpdate(ada), Y.encodeStateAsUpdate(bob, Y.encodeStateVector(ada))],
  }
}

/** What a connection does with bytes before it knows whether they are any good. */
function read(bytes: Uint8Array) {
  try {
    const inbound = readInbound(bytes)
    return 'update' in inbound ? { update: inbound.update, scan: scanUpdate(inbound.update) } : undefined
  } catch (error) {
    if (error instanceof UndecodableError) return undefined
    throw error
  }
}

describe('fuzz of updates', () => {
  const { base, updates } = recordEdits()
  const messages = [
    ...updates.map((update) => encodeSync('update', update)),
    encodeSync('step2', base),
    encodeSync('step1', Y.encodeStateVectorFromUpdate(base)),
    encodeAwareness([{ clientId: 5, clock: 1, state: new TextEncoder().encode('{"user":{"name":"Ada"}}') }]),
    new Uint8Array([101, 3, 2, 172, 2, 0]),
  ]

  /** Applies what passes to a copy of `base`, and says what came of it. */
  function judge(bytes: Uint8Array): 'refused' | 'gap' | 'misfit' | 'applied' {
    const got = read(bytes)
    if (!got) return 'refused'
    const copy = new Y.Doc()
    Y.applyUpdate(copy, base)
    const predicted = clocksAfter(got.scan, (client) => Y.getState(copy.store, client))
    if (!predicted) return 'gap'
    // Only an update that Yjs leaves waiting may be a misfit to us: structs that wait for each other.
    const live = atOnce(readLive([base]))
    const { misfits } = live.apply([{ bytes: got.update, makesNodes: got.scan.makesNodes, structs: got.scan.structs }])
    Y.applyUpdate(copy, got.update)
    const isWaiting = copy.store.pendingStructs !== null || copy.store.pendingDs !== null
    if (misfits.length > 0) {
      expect(isWaiting).toBe(true)
      return 'misfit'
    }
    expect(isWaiting).toBe(false)
    for (const [client, clock] of predicted) expect(Y.getState(copy.store, client)).toBe(clock)
    expect(live.stateVector).toEqual(Y.encodeStateVector(copy))
    Y.encodeStateAsUpdate(copy)
    return 'applied'
  }

  it.each<[string, (random: ReturnType<typeof createRandom>) => Uint8Array]>([
    ['random bytes', (random) => random.bytes(1 + random.below(60))],
    ['random bytes behind a sound beginning', (random) => Uint8Array.from([0, 2, 40, ...random.bytes(40)])],
    ['damaged messages', (random) => mutate(random, random.pick(messages), messages)],
    [
      'damaged updates in sound messages',
      (random) => encodeSync('update', mutate(random, random.pick(updates), updates)),
    ],
  ])('V2 V3 %s are refused, or do to Yjs exactly what our look at them says', (_, make) => {
    const random = createRandom()
    const counts = { refused: 0, gap: 0, misfit: 0, applied: 0 }
    const slow: { bytes: Uint8Array; ms: number }[] = []
    for (let round = 0; round < rounds; round++) {
      const bytes = make(random)
      const startedAt = performance.now()
      try {
        counts[judge(bytes)]++
      } catch (cause) {
        throw new Error(`seed ${random.seed}, round ${round}: ${Buffer.from(bytes).toString('hex')}`, { cause })
      }
      const ms = performance.now() - startedAt
      if (ms > maxMs / 2) slow.push({ bytes, ms })
    }
    expect(counts.refused, `seed ${random.seed}`).toBeGreaterThan(0)
    // Whatever took long is looked at again: a machine with other things to do makes everything slow now and then.
    for (const { bytes } of slow)
      expect(
        leastMs(() => judge(bytes)),
        `seed ${random.seed}`,
      ).toBeLessThan(maxMs)
  })
})
