import { messageType, syncType } from '@duplex/protocol'
import { carryByWebSocket, type OpenCarrier } from '@duplex/protocol/client'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { encodeSync } from '../src/room/frames.ts'
import { useFixture } from './support/fixture.ts'
import { openPage, type Page, saysStored } from './support/page.ts'
import { until } from './support/until.ts'

/** Well below the 30 s after which a client that is owed an answer hangs up. */
const soonMs = 10_000
/** Three parts. */
const long = 'x'.repeat(300 * 1024)
const undecodable = encodeSync('update', new Uint8Array([1, 0xff]))

/** A socket that makes nonsense of one message with content, so many after it was armed, and keeps its kind. */
function createDamage() {
  let countdown = Number.POSITIVE_INFINITY
  const spoil = (data: Uint8Array) => {
    const isContent = data[0] === messageType.sync && data[1] !== syncType.step1
    if (!isContent || countdown-- > 0) return data
    countdown = Number.POSITIVE_INFINITY
    return Uint8Array.from(undecodable, (byte, i) => (i === 1 ? (data[1] ?? byte) : byte))
  }
  const open = carryByWebSocket(WebSocket)
  const openSocket: OpenCarrier = (...asked) => {
    const carrier = open(...asked)
    return { send: (message) => carrier.send(spoil(message)), close: () => carrier.close() }
  }
  return {
    openSocket,
    arm: (after: number) => {
      countdown = after
    },
  }
}

describe('parts that are refused', () => {
  const fixture = useFixture()
  let page: Page | undefined
  afterEach(() => page?.connection.destroy())

  async function scene(doc: Y.Doc, damage: ReturnType<typeof createDamage>) {
    const server = await fixture.start()
    const [documentId, person] = [await fixture.world.addDocument(), await fixture.world.addPerson()]
    let tickets = 0
    const ticket = () => {
      tickets++
      return fixture.world.ticket(person, documentId)
    }
    const opened = openPage(server.wsUrl, documentId, doc, ticket, { openSocket: damage.openSocket })
    page = opened
    return {
      documentId,
      stored: () => until('the page says stored', () => saysStored(opened), soonMs),
      tickets: () => tickets,
    }
  }

  it.each([0, 1, 2])('V2 V3 part %i of what was written offline comes again on the same connection', async (place) => {
    const [doc, damage] = [new Y.Doc(), createDamage()]
    doc.getText('default').insert(0, long)
    damage.arm(place)
    const { documentId, stored, tickets } = await scene(doc, damage)
    await stored()
    expect(await fixture.world.readText(documentId)).toBe(long)
    expect(tickets()).toBe(1)
  })

  it.each([0, 1])('V2 V3 part %i of a large paste comes again, with what was typed behind it', async (place) => {
    const [doc, damage] = [new Y.Doc(), createDamage()]
    const { documentId, stored, tickets } = await scene(doc, damage)
    await stored()
    damage.arm(place)
    doc.getText('default').insert(0, long)
    for (const letter of 'behind') doc.getText('default').insert(0, letter)
    await stored()
    expect(await fixture.world.readText(documentId)).toBe(doc.getText('default').toString())
    expect(tickets()).toBe(1)
  })
})
