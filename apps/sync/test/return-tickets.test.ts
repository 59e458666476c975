import { announceChange } from '@duplex/db'
import { messageType, type Role } from '@duplex/protocol'
import { carryByWebSocket, type OpenCarrier } from '@duplex/protocol/client'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { useFixture } from './support/fixture.ts'
import { openPage, saysStored } from './support/page.ts'
import { startTcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'
import { setVisitScene } from './support/visit-scene.ts'
import type { WireClient } from './support/wire-client.ts'

const settings = { heartbeatMs: 200 }

describe('W8 a ticket for the way back', () => {
  const fixture = useFixture()

  const givenTo = (client: WireClient) =>
    until('a ticket is given', () => client.of('notice').find(({ notice }) => notice?.kind === 'return')).then(
      ({ notice }) => (notice?.kind === 'return' ? notice.ticket : ''),
    )

  /** Somebody who was there, with what they were given. */
  async function scene(role: Role = 'editor') {
    const server = await fixture.start({ settings })
    const documentId = await fixture.world.addDocument()
    const person = await fixture.world.addPerson('Ada')
    const first = await (await fixture.connect(server, documentId, person, { role })).sync()
    const ticket = await givenTo(first)
    return { server, documentId, person, first, ticket }
  }

  it.each(['owner', 'viewer'] as const)('W8 lets somebody in once more in the role they had: %s', async (role) => {
    const { server, documentId, person, first, ticket } = await scene(role)
    first.terminate()
    const again = await (await fixture.connect(server, documentId, person, { ticket })).sync()
    expect(again.of('hello')[0]).toMatchObject({ role, accessVersion: 1 })
    const once = await fixture.connect(server, documentId, person, { ticket })
    expect(await once.ended()).toBe(4401)
    expect(await givenTo(again)).not.toBe(ticket)
  })

  it('W8 is used once over all nodes together', async () => {
    const { server, documentId, person, ticket } = await scene()
    const other = await fixture.start({ settings })
    const both = await Promise.all([server, other].map((node) => fixture.connect(node, documentId, person, { ticket })))
    const isOver = () => both.filter((client) => client.closed !== undefined).map((client) => client.closed?.code)
    await until('one of them is let in', () => both.filter((client) => client.of('hello').length > 0).length === 1)
    await until('the other one is not', () => isOver().length === 1)
    expect(isOver()).toEqual([4401])
  })

  it('W8 opens no other document', async () => {
    const { server, person, ticket } = await scene()
    const other = await fixture.connect(server, await fixture.world.addDocument(), person, { ticket })
    expect(await other.ended()).toBe(4404)
  })

  it('W8 is worth nothing after any change of access, also of one that left its holder alone', async () => {
    const { server, documentId, person, first, ticket } = await scene()
    await fixture.world.prisma.$transaction(async (tx) => {
      const data = { accessVersion: { increment: 1 } }
      const { accessVersion } = await tx.document.update({ where: { id: documentId }, data })
      await announceChange(tx, { kind: 'access', documentId, accessVersion, userIds: [] })
    })
    const again = await fixture.connect(server, documentId, person, { ticket })
    expect(await again.ended()).toBe(4501)
    expect(first.closed).toBeUndefined()
  })

  it('W8 is worth nothing after the session, in whatever role', async () => {
    const { server, documentId, person, ticket } = await scene('owner')
    await fixture.world.prisma.session.delete({ where: { id: person.sessionId } })
    const again = await fixture.connect(server, documentId, person, { ticket })
    expect(await again.ended()).toBe(4401)
    expect(again.heard).toEqual([])
  })

  it('W8 is worth nothing in the trash', async () => {
    const { server, documentId, person, ticket } = await scene('owner')
    await fixture.world.prisma.document.update({ where: { id: documentId }, data: { trashedAt: new Date() } })
    const again = await fixture.connect(server, documentId, person, { ticket })
    expect(await again.ended()).toBe(4410)
  })

  it('W8 is not for stock clients', async () => {
    const { server, documentId, person, first } = await scene()
    const stock = await (await fixture.connect(server, documentId, person, { manner: 'stock' })).sync()
    await until('two heartbeats passed', () => stock.of('awareness').length >= 2)
    expect(stock.of('notice')).toEqual([])
    expect(first.of('notice').filter(({ notice }) => notice?.kind === 'return')).toHaveLength(1)
  })

  it('W8 comes to a visit as to a socket, and opens either', async () => {
    const { server, documentId, person, visit } = await setVisitScene(fixture, { settings })
    const visitor = await visit('editor')
    const heard = await until('a ticket is given', async () => {
      const answer = await visitor.ask(0, 0)
      if (!('messages' in answer)) return undefined
      return answer.messages.find(([type, kind]) => type === 103 && kind === 4)
    })
    const ticket = new TextDecoder().decode(heard.subarray(4)).replace(/[^\w.-].*$/s, '')
    const again = await (await fixture.connect(server, documentId, person, { ticket })).sync()
    expect(again.of('hello')[0]).toMatchObject({ role: 'editor' })
  })

  it('W8 brings our client back whose node is gone, while nobody can be asked for a ticket', async () => {
    const [north, south] = [await fixture.start({ settings }), await fixture.start({ settings })]
    const proxy = await startTcpProxy(north.wsUrl)
    const documentId = await fixture.world.addDocument()
    const person = await fixture.world.addPerson()
    let asked = 0
    const ticket = async () => {
      if (++asked > 1) throw new Error('web is away')
      return await fixture.world.ticket(person, documentId)
    }
    const heard: number[] = []
    const openSocket: OpenCarrier = (url, protocols, events) =>
      carryByWebSocket(WebSocket)(url, protocols, {
        ...events,
        onMessage(message) {
          heard.push(message[0] === messageType.notice ? returnKind(message) : (message[0] ?? 0))
          events.onMessage(message)
        },
      })
    const page = openPage(proxy.url, documentId, new Y.Doc(), ticket, { openSocket })
    try {
      await until('it has a ticket', () => heard.includes(isReturn))
      proxy.aim(south.wsUrl)
      page.doc.getText('default').insert(0, 'while away')
      const hellos = () => heard.filter((type) => type === messageType.hello)
      await until('it is back', () => hellos().length === 2 && saysStored(page))
      expect(asked).toBe(1)
      expect(await fixture.world.readText(documentId)).toBe('while away')
    } finally {
      page.connection.destroy()
      await proxy.close()
    }
  })
})

/** Stands for a notice that is a ticket, among types of messages. */
const isReturn = -1

function returnKind(message: Uint8Array): number {
  return message[1] === 4 ? isReturn : messageType.notice
}
