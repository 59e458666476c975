import { carryByWebSocket, transportNames, WireTap } from '@duplex/protocol/client'
import { type Deed, type MessageRow, type RequestRow, toExport, WireLog } from '@duplex/protocol/wire'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { ContentString, type Doc, decodeUpdate, Item } from 'yjs'
import { useFixture } from './support/fixture.ts'
import { type LadderScene, setLadderScene } from './support/ladder-scene.ts'
import { until } from './support/until.ts'

/** The texts in an update. */
function textsIn(update: Uint8Array): Deed[] {
  return decodeUpdate(update).structs.flatMap((struct) =>
    struct instanceof Item && struct.content instanceof ContentString
      ? [{ kind: 'insert', ...struct.id, length: struct.length, text: struct.content.str, place: undefined } as const]
      : [],
  )
}

/** A page whose wire is tapped, and what somebody who watches it sees. */
async function openTapped(scene: LadderScene, transport: (typeof transportNames)[number]) {
  const tap = new WireTap()
  const wires = tap.wrap({ openSocket: carryByWebSocket(WebSocket), fetch: (...asked) => fetch(...asked) })
  const page = await scene.open('Ada', { transport, ...wires })
  await page.stored()
  const isOwn = (client: number) => client === page.doc.clientID
  const log = new WireLog({ tap, isOwn, interpret: textsIn })
  const rowsOf = <K extends string>(kind: K) => log.rows.filter((row) => row.kind === kind)
  const messages = () => rowsOf('message') as MessageRow[]
  return { tap, page, log, isOwn, messages, requests: () => rowsOf('request') as RequestRow[] }
}

function writtenBy(doc: Doc, messages: readonly MessageRow[]): string {
  return messages
    .flatMap(({ deeds }) => deeds)
    .flatMap((deed) => (deed.kind === 'insert' && deed.client === doc.clientID ? deed.text : []))
    .join('')
}

describe('W7 what both ends saw', () => {
  const fixture = useFixture()

  it('W7 every message of a WebSocket has the frame that the server saw, and the sums of both ends are equal', async () => {
    const scene = await setLadderScene(fixture)
    const { page, log, messages, isOwn } = await openTapped(scene, 'websocket')
    // What came before anybody watched counts as well.
    page.text.insert(0, 'before ')
    await page.stored()
    log.start()
    page.connection.reports.ask('on')
    const bob = await scene.open('Bob')
    await bob.stored()
    for (const letter of 'typed') {
      page.text.insert(page.text.length, letter)
      await page.stored()
    }
    bob.text.insert(0, 'secret of Bob')
    page.text.insert(0, 'x'.repeat(70_000))
    await Promise.all([page.stored(), bob.stored()])
    const told = () => messages().filter(({ sight }) => sight.name !== 'report' && sight.name !== 'inspect')
    await until('each frame is told', () => told().length > 10 && told().every(({ frame }) => frame !== undefined))
    page.connection.reports.ask('totals')
    const compared = await until('the ends are compared', () => log.comparison?.page && log.comparison)
    expect(compared.page).toEqual({ bytesIn: compared.server.bytesOut, bytesOut: compared.server.bytesIn })
    for (const { frame, bytes, direction } of told()) {
      expect(frame).toMatchObject({ payloadBytes: bytes, isMasked: direction === 'out' })
    }
    expect(writtenBy(page.doc, messages()).slice(0, 5)).toBe('typed')
    const exported = JSON.stringify(toExport(log, isOwn))
    expect(exported).toContain('typed'.slice(0, 1))
    expect(exported).not.toContain('secret of Bob')
    expect(exported).not.toContain('ticket.ey')
    expect(log.sums.keystrokes).toBe(70_005)
    log.stop()
  })

  it.each(transportNames.slice(1))(
    'W7 %s: what was typed is read, and requests have what both ends saw',
    async (way) => {
      const scene = await setLadderScene(fixture)
      const { page, log, messages, requests, isOwn } = await openTapped(scene, way)
      log.start()
      page.connection.reports.ask('on')
      await until('there is a report', () => log.comparison)
      page.text.insert(0, 'typed')
      await page.stored()
      await until('it is read', () => writtenBy(page.doc, messages()) === 'typed')
      const said = () => requests().filter(({ request, server }) => request.purpose === 'say' && server !== undefined)
      const row = await until('the server told of the request', () =>
        said().find(({ request }) => request.sentBytes > 20),
      )
      expect(row.server).toMatchObject({ bodyBytes: row.request.sentBytes, status: 200 })
      const answers = messages().filter(({ direction }) => direction === 'in')
      expect(answers.map(({ number }) => number)).toEqual(
        [...answers.map(({ number }) => number)].sort((a, b) => a - b),
      )
      expect(answers.map(({ sight }) => sight.name)).toContain('acknowledgement')
      if (way === 'sse') await until('events have their bytes', () => answersOf(messages()).some(({ event }) => event))
      expect(JSON.stringify(toExport(log, isOwn))).not.toMatch(/Bearer|authorization/i)
      log.stop()
    },
  )

  it('W7 nothing is looked into while nobody watches, and what was attempted is remembered', async () => {
    const scene = await setLadderScene(fixture)
    const { tap, page, log, messages } = await openTapped(scene, 'websocket')
    page.text.insert(0, 'unseen')
    await page.stored()
    expect(tap.isWatched).toBe(false)
    log.start()
    expect(messages()).toEqual([])
    const [carriage] = tap.carriages
    expect(carriage).toMatchObject({ kind: 'websocket', isProbe: false, offered: ['duplex.v1', 'ticket.…'] })
    expect(carriage?.out.messages).toBeGreaterThan(1)
    page.connection.destroy()
    await until('the end is a row', () => log.rows.some((row) => row.kind === 'close'))
    log.stop()
  })
})

function answersOf(messages: readonly MessageRow[]): MessageRow[] {
  return messages.filter(({ direction }) => direction === 'in')
}
