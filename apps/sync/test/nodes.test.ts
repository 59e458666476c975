import { announceChange } from '@duplex/db'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readBusMessage } from '../src/bus/bus-message.ts'
import { MemoryHub } from '../src/bus/memory-bus.ts'
import { encodeAwareness, encodeSync } from '../src/room/frames.ts'
import { useFixture } from './support/fixture.ts'
import { type RoughBus, toRoughBus } from './support/rough-bus.ts'
import { readMetric } from './support/server-metrics.ts'
import { until } from './support/until.ts'
import type { WireClient } from './support/wire-client.ts'

/** One a second; who is doubted is shown for 2 s. */
const forgottenBeats = 4

describe('R several nodes', () => {
  const fixture = useFixture()

  /** Two nodes, a document, and somebody at each. */
  async function scene(settings = {}) {
    const hub = new MemoryHub()
    const buses: [RoughBus, RoughBus] = [toRoughBus(hub.join()), toRoughBus(hub.join())]
    const nodes = await Promise.all(buses.map((bus) => fixture.start({ bus, settings })))
    const [north, south] = nodes as [(typeof nodes)[number], (typeof nodes)[number]]
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const a = await (await fixture.connect(north, documentId, ada)).sync()
    const b = await (await fixture.connect(south, documentId, bob)).sync()
    return { buses, north, south, documentId, ada, bob, a, b }
  }

  function show(client: WireClient, clock: number, more: object = {}): void {
    const state = new TextEncoder().encode(JSON.stringify({ cursor: 1, ...more }))
    client.send(encodeAwareness([{ clientId: client.doc.clientID, clock, state }]))
  }
  const seenBy = (client: WireClient, other: WireClient) =>
    client
      .of('awareness')
      .flatMap(({ states }) => states)
      .filter(({ clientId }) => clientId === other.doc.clientID)
      .at(-1)?.state

  it('R1 bring to everybody what anybody writes, in one order, and each says when it is stored', async () => {
    const { a, b, documentId, south } = await scene()
    a.text.insert(0, 'north ')
    await a.stored()
    await until('it is at the other node', () => b.text.toString() === 'north ')
    for (let i = 0; i < 40; i++) {
      a.text.insert(0, 'n')
      b.text.insert(b.text.length, 's')
    }
    await Promise.all([a.stored(), b.stored()])
    await until('both are equal', () => a.text.toString() === b.text.toString())
    expect(await fixture.world.readText(documentId)).toBe(a.text.toString())
    expect([a.text.length, a.closed, b.closed]).toEqual([86, undefined, undefined])
    expect(await readMetric(south, 'duplex_sync_other_nodes')).toBe(1)
  })

  it('R1 read from the log what a message did not bring', async () => {
    const { a, b, buses } = await scene()
    buses[1].lose(1)
    a.text.insert(0, 'unheard ')
    await a.stored()
    buses[1].lose(0)
    a.text.insert(0, 'heard, and so the gap before it shows: ')
    await until('nothing is missing', () => b.text.toString() === a.text.toString())
  })

  it('R1 take what another node stored before what they store themselves', async () => {
    const { a, b, buses, documentId } = await scene()
    for (const bus of buses) bus.lose(1)
    a.text.insert(0, 'a')
    await a.stored()
    b.text.insert(0, 'b')
    await b.stored()
    await until('it is there', () => b.text.length === 2)
    expect(await fixture.world.readText(documentId)).toBe(b.text.toString())
  })

  it('R1 V4 let nobody write under the id of somebody at another node, and never take one for theirs', async () => {
    const { a, b, north, documentId, ada, bob } = await scene()
    a.text.insert(0, 'mine')
    await a.stored()
    await until('it is at the other node', () => b.text.length === 4)
    const thief = await (await fixture.connect(north, documentId, bob)).sync()
    thief.doc.clientID = a.doc.clientID
    thief.text.insert(0, 'not mine')
    expect(await thief.ended()).toBe(4409)
    const moved = await (await fixture.connect(north, documentId, ada, { doc: a.doc })).sync()
    moved.text.insert(0, 'still ')
    await until('everybody has it', () => b.text.toString() === 'still mine')
  })

  it('R1 let somebody in who has what their old node stored a moment ago, though nobody told the new one', async () => {
    const { a, b, buses, south, documentId, ada } = await scene()
    for (const bus of buses) bus.lose(1)
    a.text.insert(0, 'written at the north')
    await a.stored()
    a.terminate()
    const moved = await (await fixture.connect(south, documentId, ada, { doc: a.doc })).sync()
    expect(b.text.toString()).toBe('written at the north')
    moved.text.insert(0, 'and ')
    await moved.stored()
    await until('it goes on', () => b.text.toString() === 'and written at the north')
  })

  it('R1 V1 V3 believe what a client heard of another node in another tab, when they have looked into the log', async () => {
    const { a, b, buses, south, documentId } = await scene()
    const cat = await fixture.world.addPerson('Cat')
    const reading = await (await fixture.connect(south, documentId, cat, { role: 'viewer' })).sync()
    await until('the nodes have met', async () => (await readMetric(south, 'duplex_sync_other_nodes')) === 1)
    for (const bus of buses) bus.lose(1)
    for (const word of ['one ', 'two ', 'three ']) {
      a.text.insert(a.text.length, word)
      await a.stored()
      const news = Y.encodeStateAsUpdate(a.doc)
      for (const tab of [b, reading]) Y.applyUpdate(tab.doc, news, tab)
      b.text.insert(b.text.length, 'and ')
      reading.send(encodeSync('update', news))
      await Promise.all([b.stored(), reading.stored()])
      Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc), a)
    }
    expect([b.closed, reading.closed]).toEqual([undefined, undefined])
    expect(await fixture.world.readText(documentId)).toBe('one and two and three and ')
  })

  it('R2 look into the log every second while the bus is away, say so, and go on by themselves', async () => {
    const { a, b, buses, south } = await scene()
    for (const bus of buses) bus.cut()
    const states = () => b.of('notice').flatMap(({ notice }) => (notice?.kind === 'nodes' ? notice.state : []))
    await until('everybody is told', () => states().at(-1) === 'apart')
    expect(await readMetric(south, 'duplex_sync_apart')).toBe(1)
    a.text.insert(0, 'late')
    await until('it comes all the same', () => b.text.toString() === 'late')
    for (const bus of buses) bus.restore()
    await until('everybody is told again', () => states().at(-1) === 'joined')
  })

  it('R1 P1 show who is at other nodes as those who are at one’s own, and when they leave', async () => {
    const { a, b } = await scene()
    show(a, 1)
    await until('she is seen', () => seenBy(b, a) !== undefined)
    expect(seenBy(b, a)).toMatchObject({ cursor: 1, user: { name: 'Ada' } })
    show(b, 1)
    await until('he is seen', () => seenBy(a, b)?.cursor === 1)
    a.terminate()
    await until('she is gone', () => seenBy(b, a) === null)
  })

  it('R1 show somebody who changes the node once, and as being there', async () => {
    const { a, b, south, documentId, ada } = await scene()
    show(a, 1)
    await until('she is seen', () => seenBy(b, a) !== undefined)
    const moved = await (await fixture.connect(south, documentId, ada, { doc: a.doc })).sync()
    show(moved, 2, { moved: true })
    await until('she is seen where she is', () => seenBy(b, a)?.moved === true)
    a.terminate()
    show(moved, 3, { still: true })
    await until('she stays', () => seenBy(b, a)?.still === true)
    expect(b.of('awareness').some(({ states }) => states.some(({ state }) => state === null))).toBe(false)
  })

  it('R1 show newcomers who has been at other nodes for long', async () => {
    const { a, south, documentId } = await scene()
    show(a, 1)
    const zoe = await fixture.world.addPerson('Zoe')
    const late = await (await fixture.connect(south, documentId, zoe)).sync()
    await until('she is seen', () => seenBy(late, a)?.cursor === 1)
  })

  it('R4 show nobody of a node that is not heard any more, as it is after a kill', async () => {
    const { a, b, buses } = await scene({ nodeSilentMs: 2_000 })
    show(a, 1)
    await until('she is seen', () => seenBy(b, a) !== undefined)
    buses[0].cut()
    await until('she is gone', () => seenBy(b, a) === null)
    buses[0].restore()
    await until('she is seen again', () => seenBy(b, a)?.cursor === 1)
  })

  it('R4 keep showing who is at a node of which something comes late that it said under an older name', async () => {
    const { a, b, buses } = await scene()
    const [{ said }] = buses
    const nameAt = (place: number) => readBusMessage(said.at(place)?.message ?? new Uint8Array())?.node
    show(a, 1)
    await until('she is seen', () => seenBy(b, a) !== undefined)
    const late = [...said]
    await until('it has another name', () => {
      buses[0].restore()
      return nameAt(-1) !== nameAt(late.length - 1)
    })
    // As the kernel does with what a connection held that was given up.
    for (const { channel, message } of late) buses[0].publish(channel, message)
    const heardBy = said.length
    await until('others would have forgotten her', () => said.length > heardBy + forgottenBeats)
    expect(seenBy(b, a)).toMatchObject({ cursor: 1 })
  })

  it('W1 let a ticket in once, at whatever node', async () => {
    const { north, south, documentId, ada } = await scene()
    const ticket = await fixture.world.ticket(ada, documentId)
    const entered = await Promise.all(
      [north, south, north, south].map((node) => fixture.connect(node, documentId, ada, { ticket })),
    )
    const ends = await Promise.all(entered.map((client) => Promise.race([client.ended(), client.sync().then(() => 0)])))
    expect(ends.sort()).toEqual([0, 4401, 4401, 4401])
  })

  it('R3 end who lost access at every node, within 2 s', async () => {
    const { a, b, north, south, documentId, ada } = await scene()
    const elsewhere = await (await fixture.connect(south, documentId, ada)).sync()
    const revokedAt = performance.now()
    await fixture.world.prisma.$transaction(async (tx) => {
      const where = { id: documentId }
      const { accessVersion } = await tx.document.update({ where, data: { accessVersion: { increment: 1 } } })
      await announceChange(tx, { kind: 'access', documentId, accessVersion, userIds: [ada.userId] })
    })
    expect(await Promise.all([a.ended(), elsewhere.ended()])).toEqual([4501, 4501])
    expect(performance.now() - revokedAt).toBeLessThan(2_000)
    expect(b.closed).toBeUndefined()
    expect(north.port).not.toBe(south.port)
  })
})
