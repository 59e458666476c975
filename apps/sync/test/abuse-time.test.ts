import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeSync } from '../src/room/frames.ts'
import { clocksAfter } from '../src/room/update-check.ts'
import { scanUpdate } from '../src/room/update-scan.ts'
import { expectBusy } from './support/busy.ts'
import { useFixture } from './support/fixture.ts'
import { forgeTangle } from './support/forge.ts'
import { leastMs } from './support/least-ms.ts'

describe('abuse of time', () => {
  const fixture = useFixture()

  it('V5 a tangle passes every check of its bytes, and takes time that grows with the square of them', () => {
    const apply = (count: number) => leastMs(() => Y.applyUpdate(new Y.Doc(), forgeTangle(count)))
    expect(clocksAfter(scanUpdate(forgeTangle(1_000)), () => 0)?.size).toBe(2)
    expect(apply(1_200)).toBeGreaterThan(6 * apply(300))
  })

  it('V5 ends whoever sends a tangle with 1008 after seconds, and loses nothing of what others write', async () => {
    const server = await fixture.start()
    const [documentId, elsewhere] = [await fixture.world.addDocument(), await fixture.world.addDocument()]
    const [ada, bob, eve] = await Promise.all(['Ada', 'Bob', 'Eve'].map((name) => fixture.world.addPerson(name)))
    const connect = async (id: string, person = ada) => (await fixture.connect(server, id, person as never)).sync()
    const [a, b, e] = [await connect(documentId), await connect(elsewhere, bob), await connect(documentId, eve)]
    const other = await connect(elsewhere, eve)
    a.text.insert(0, 'before')
    await a.stored()
    const startedAt = performance.now()
    e.send(encodeSync('update', forgeTangle(20_000)))
    a.text.insert(6, ' during')
    b.text.insert(0, 'elsewhere')
    expect([await e.ended(), await other.ended()]).toEqual([1008, 1008])
    await Promise.all([a.stored(), b.stored()])
    // Undisturbed it is minutes. The deadline of 140 KB is 1.3 s.
    expect(performance.now() - startedAt).toBeLessThan(8_000)
    // Not from this connection and not from another one: Eve is away for a while, wherever she knocks.
    const eves = [documentId, elsewhere].map((id) => fixture.connect(server, id, eve as never))
    for (const client of await Promise.all(eves)) await expectBusy(client, 30_000)
    a.text.insert(a.text.length, ' after')
    await a.stored()
    expect(await fixture.world.readText(documentId)).toBe('before during after')
    expect(await fixture.world.readText(elsewhere)).toBe('elsewhere')
    expect([a.closed, b.closed]).toEqual([undefined, undefined])
  })
})
