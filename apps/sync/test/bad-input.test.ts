import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeSync } from '../src/room/frames.ts'
import { useFixture } from './support/fixture.ts'
import { openRaw } from './support/raw-upgrade.ts'
import { until } from './support/until.ts'
import type { WireClient } from './support/wire-client.ts'

describe('bad input', () => {
  const fixture = useFixture()

  async function scene() {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const [ada, eve] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Eve')])
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    const e = await (await fixture.connect(server, documentId, eve)).opened()
    return { server, documentId, ada, eve, a, e }
  }

  async function expectUnnoticed(a: WireClient) {
    a.text.insert(0, 'x')
    await a.stored()
    expect(a.closed).toBeUndefined()
  }

  const twice =
    (...bytes: number[]) =>
    (e: WireClient) => {
      e.ws.send(new Uint8Array(bytes))
      e.ws.send(new Uint8Array(bytes))
    }
  it.each<[string, number, (e: WireClient) => void]>([
    ['a text frame', 1003, (e) => e.ws.send('hello')],
    ['empty messages', 1007, twice()],
    ['a number without end', 1007, twice(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
    ['sync messages of an unknown kind', 1007, twice(0, 9, 0)],
    ['sync messages without a kind', 1007, twice(0)],
    ['a step 1 shorter than it says', 1007, twice(0, 0, 200, 1)],
    ['state vectors with more entries than bytes', 1007, twice(0, 0, 5, 0xff, 0xff, 0xff, 0xff, 0x0f)],
    ['updates shorter than they say', 1007, twice(0, 2, 200, 1)],
    ['a step 2 with bytes behind it', 1007, twice(0, 1, 2, 0, 0, 7)],
    ['traces with a byte too few', 1007, twice(106, ...Array(23).fill(1))],
    ['traces with a byte too many', 1007, twice(106, ...Array(25).fill(1))],
    ['awareness messages that are no awareness', 1007, twice(1, 3, 0xff, 0xff, 0xff)],
    ['awareness states that are no JSON', 1007, twice(1, 5, 1, 9, 1, 1, 0x7b)],
  ])('ends %s with %i, and nobody else notices', async (_, code, misbehave) => {
    const { a, e } = await scene()
    misbehave(e)
    expect(await e.ended()).toBe(code)
    await expectUnnoticed(a)
  })

  it('ignores messages of unknown types, so that a newer client can talk to an older node', async () => {
    const { a, e } = await scene()
    for (const type of [2, 4, 99, 100, 101, 120]) e.ws.send(new Uint8Array([type, 1, 2, 3]))
    await e.sync()
    await expectUnnoticed(a)
  })

  it.each<[string, number, number[][]]>([
    ['an unmasked frame', 1002, [[0x82, 0x01, 0x00]]],
    ['a reserved opcode', 1002, [[0x83, 0x80, 0, 0, 0, 0]]],
    ['a frame that declares gigabytes', 1009, [[0x82, 0xff, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]]],
    ['a continuation of nothing', 1002, [[0x80, 0x80, 0, 0, 0, 0]]],
    [
      'too many fragments',
      1008,
      [[0x02, 0x80, 0, 0, 0, 0], ...Array.from({ length: 100 }, () => [0, 0x81, 0, 0, 0, 0, 0])],
    ],
  ])('answers %s with %i', async (_, code, frames) => {
    const { server, documentId, eve, a } = await scene()
    const raw = await openRaw(
      server.port,
      `/sync/v1/${documentId}?ticket=${await fixture.world.ticket(eve, documentId)}`,
    )
    raw.socket.write(new Uint8Array(frames.flat()))
    await until('it is closed', () => raw.closeCode)
    expect(raw.closeCode).toBe(code)
    raw.socket.destroy()
    await expectUnnoticed(a)
  })

  it('survives a connection that is reset in the middle of everything', async () => {
    const { server, documentId, eve, a } = await scene()
    const path = `/sync/v1/${documentId}?ticket=`
    for (const bytes of [0, 1, 3]) {
      const raw = await openRaw(server.port, path + (await fixture.world.ticket(eve, documentId)))
      raw.socket.write(new Uint8Array([0x82, 0xfe, 0x10, 0x00]).subarray(0, bytes))
      raw.socket.resetAndDestroy()
    }
    await expectUnnoticed(a)
  })

  it('survives random bytes and damaged messages, seed printed', async () => {
    const seed = randomBytes(4).readUInt32BE()
    const random = mulberry(seed)
    const { server, documentId, eve, a } = await scene()
    const doc = new Y.Doc()
    doc.getText('default').insert(0, 'some text to damage', { bold: true })
    const sound = [encodeSync('update', Y.encodeStateAsUpdate(doc)), encodeSync('step1', Y.encodeStateVector(doc))]
    for (let round = 0; round < 20; round++) {
      const e = await (await fixture.connect(server, documentId, eve)).opened()
      for (let i = 0; i < 20 && !e.closed; i++) {
        const bytes = (random() < 0.3 ? randomOf(random, 1 + random() * 40) : (sound[i % 2] as Uint8Array)).slice()
        if (random() < 0.8) bytes[Math.floor(random() * bytes.length)] = random() * 256
        e.ws.send(bytes)
      }
      e.terminate()
    }
    a.text.insert(0, 'alive')
    await a.stored()
    expect(a.closed, `seed ${seed}`).toBeUndefined()
    expect(await fixture.world.readText(documentId), `seed ${seed}`).toBe(a.text.toString())
  })
})

function randomOf(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length: Math.floor(length) }, () => random() * 256)
}

/** A small random source that a seed repeats. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), 1 | state)
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296
  }
}
