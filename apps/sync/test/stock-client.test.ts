import { announceChange } from '@duplex/db'
import { afterEach, describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { createStock, type Stock } from './support/stock-client.ts'
import { until } from './support/until.ts'

describe('W5 an unmodified y-websocket provider', () => {
  const fixture = useFixture()
  const stocks: Stock[] = []

  afterEach(() => {
    for (const stock of stocks.splice(0)) stock.provider.destroy()
  })

  async function scene() {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const connect = async (person: typeof ada, isSeen = true) => {
      const stock = createStock(server.wsUrl, documentId, await fixture.world.ticket(person, documentId))
      stocks.push(stock)
      if (!isSeen) stock.provider.awareness.setLocalState(null)
      await until('it is synced', () => stock.provider.synced)
      return stock
    }
    return { documentId, ada, bob, connect }
  }

  it('W5 W2 syncs both ways, message by message', async () => {
    const { documentId, ada, bob, connect } = await scene()
    const a = await connect(ada)
    a.doc.getText('default').insert(0, 'from Ada')
    const b = await connect(bob)
    await until('Bob has it', () => b.doc.getText('default').toString() === 'from Ada')
    b.doc.getText('default').insert(0, 'and Bob ')
    a.doc.getText('default').delete(0, 5)
    await until('both are equal', () => a.doc.getText('default').toString() === b.doc.getText('default').toString())
    await until('it is stored', async () => (await fixture.world.readText(documentId)) === 'and Bob Ada')
  })

  it('W2 sends nothing behind a message: a client that reads only the first of a frame misses none', async () => {
    const { ada, bob, connect } = await scene()
    const a = await connect(ada)
    const trailing: number[] = []
    const b = await connect(bob)
    b.provider.ws?.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
      trailing.push(bytesBehind(new Uint8Array(data)))
    })
    for (let i = 0; i < 20; i++) {
      a.doc.getText('default').insert(0, 'x')
      a.provider.awareness.setLocalStateField('at', i)
    }
    await until('Bob has all', () => b.doc.getText('default').length === 20)
    expect(trailing.length).toBeGreaterThan(1)
    expect(new Set(trailing)).toEqual(new Set([0]))
  })

  it('W5 P1 P3 shows presence with the names of the tickets, and who leaves is gone', async () => {
    const { ada, bob, connect } = await scene()
    const [a, b] = [await connect(ada), await connect(bob)]
    a.provider.awareness.setLocalStateField('user', { name: 'Mallory' })
    // y-protocols shows nobody's untouched state, which has clock 0, before it is renewed after 15 s.
    b.provider.awareness.setLocalStateField('user', { name: 'Bob' })
    const seenByBob = () => b.provider.awareness.getStates().get(a.doc.clientID)
    await until('Bob sees Ada', () => seenByBob()?.user?.name === 'Ada')
    await until('Ada sees Bob', () => a.provider.awareness.getStates().get(b.doc.clientID)?.user?.id === bob.userId)
    expect(a.provider.awareness.getLocalState()?.user).toEqual({ name: 'Mallory' })
    a.provider.destroy()
    await until('Bob sees that she left', () => seenByBob() === undefined)
  })

  it('W5 W6 P1 what a second tab of the same person repeats leaves the caret to the first', async () => {
    const { ada, bob, connect } = await scene()
    const [a, b] = [await connect(ada), await connect(bob)]
    const second = await connect(ada, false)
    const at = (stock: Stock) => stock.provider.awareness.getStates().get(a.doc.clientID)?.at
    for (let i = 1; i <= 5; i++) {
      a.provider.awareness.setLocalStateField('at', i)
      await until('both hear of it', () => at(b) === i && at(second) === i)
    }
    // Order: what it repeated was sent before this.
    second.doc.getText('default').insert(0, 'x')
    await until('the echo has arrived', () => b.doc.getText('default').length === 1)
    a.provider.destroy()
    await until('Bob sees that she left', () => at(b) === undefined)
  })

  it('W5 R3 stops after a revocation: 4501 makes it try again, and its spent ticket gets 4401', async () => {
    const { documentId, ada, connect } = await scene()
    const a = await connect(ada)
    await fixture.world.prisma.$transaction((tx) =>
      announceChange(tx, { kind: 'access', documentId, accessVersion: 2, userIds: [ada.userId] }),
    )
    await until('it gave up', () => a.stoppedBy === 4401)
    expect(a.closes).toEqual([4501, 4401])
    expect(a.provider.shouldConnect).toBe(false)
  })
})

/** Bytes of a frame behind its first message; the types that stock clients get end in one varUint8Array. */
function bytesBehind(frame: Uint8Array): number {
  let at = frame[0] === 0 ? 2 : 1
  let length = 0
  for (let shift = 0; ; shift += 7) {
    const byte = frame[at++] as number
    length += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return frame.length - at - length
  }
}
